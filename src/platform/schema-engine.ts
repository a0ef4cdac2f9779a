import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { PrismaPg } from "@prisma/adapter-pg";
import { ColumnTypeEnum, bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import type { SchemaEngine } from "@prisma/schema-engine-wasm";
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";

type WasmExports = Record<string, () => void>;

/** The bindings' typings leave out what a loader calls, Node's the class of the web platform. */
const glue = bindings as typeof bindings & { __wbg_set_wasm(exports: WasmExports): void };
const { WebAssembly } = globalThis as unknown as {
  WebAssembly: {
    instantiate(code: Buffer, imports: object): Promise<{ instance: { exports: WasmExports } }>;
  };
};

let loaded: Promise<void> | undefined;

/** By hand: the package's main file imports the WASM as an ES module, which Node does not do. */
async function load(): Promise<void> {
  const script = createRequire(import.meta.url).resolve(
    "@prisma/schema-engine-wasm/schema_engine_bg",
  );
  const code = await readFile(script.replace(/\.js$/, ".wasm"));
  const imports = Object.entries(glue).map(([name, value]: [string, unknown]) =>
    name.startsWith("__wbg_setTimeout") ? [name, timer] : [name, value],
  );
  const { instance } = await WebAssembly.instantiate(code, {
    "./schema_engine_bg.js": Object.fromEntries(imports) as object,
  });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports["__wbindgen_start"]?.();
}

/** The engine's patience with a lock, which must not keep a process alive that has finished. */
function timer(run: () => void, milliseconds: number): NodeJS.Timeout {
  return setTimeout(run, milliseconds >>> 0).unref();
}

/** Lends Prisma's own engine, the one behind `prisma migrate`, connected to one database. */
export async function withSchemaEngine<T>(
  url: string,
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  await (loaded ??= load());
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  const adapter = bindMigrationAwareSqlAdapterFactory(new EngineAdapter(pool));
  try {
    return await work(
      await bindings.SchemaEngine.new({ datamodels: undefined }, () => undefined, adapter),
    );
  } finally {
    await pool.end(); // the engine leaves its connections open, and locks behind on them
  }
}

/** Prisma's adapter with two of its gaps closed that the engine falls into. */
class EngineAdapter extends PrismaPg {
  override async connect() {
    const adapter = await super.connect();
    const pool = adapter.underlyingDriver();

    // The adapter cuts a script at every semicolon, those in function bodies too. Sent whole, it also
    // runs in one transaction: a migration that fails leaves nothing behind.
    adapter.executeScript = async (script) => void (await pool.query(script));

    // It refuses the catalog's "char", by which the engine tells one kind of constraint from another.
    const query = pool.query.bind(pool) as (...args: unknown[]) => Promise<pg.QueryResult>;
    const { CHAR, TEXT } = pg.types.builtins;
    const characters = new Set<string>();
    pool.query = (async (...args: unknown[]) => {
      const result = await query(...args);
      for (const field of [result].flat().flatMap(({ fields }) => fields)) {
        if (field.dataTypeID !== Number(CHAR)) continue;
        field.dataTypeID = TEXT;
        characters.add(field.name);
      }
      return result;
    }) as typeof pool.query;
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (sql) => {
      const { columnNames, columnTypes, rows } = await queryRaw(sql);
      const types = columnTypes.map((type, column) =>
        characters.has(columnNames[column] ?? "") ? ColumnTypeEnum.Character : type,
      );
      return { columnNames, columnTypes: types, rows };
    };
    return adapter;
  }
}
