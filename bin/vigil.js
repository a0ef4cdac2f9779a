#!/usr/bin/env node
// Runs src/cli.ts on the Node that npm installed beside it: the machine's own may be older.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const node = join(
  root,
  "node_modules",
  "node",
  "bin",
  process.platform === "win32" ? "node.exe" : "node",
);
const loader = join(root, "node_modules", "tsx", "dist", "loader.mjs");
const generated = join(root, "src", "platform", "generated", "client.ts");

if (![node, loader, generated].every((file) => existsSync(file))) {
  console.error(`vigil: not set up yet. Run once: node ${join(root, "scripts", "setup.mjs")}`);
  process.exit(1);
}

const child = spawn(
  node,
  [
    "--import",
    pathToFileURL(loader).href,
    // TensorFlow's binding uses what this Node version has deprecated.
    "--disable-warning=DEP0044",
    join(root, "src", "cli.ts"),
    ...process.argv.slice(2),
  ],
  {
    // The IPC channel tells the child if this process is killed.
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: {
      TF_CPP_MIN_LOG_LEVEL: "1", // TensorFlow greets otherwise
      ...process.env,
      // From any working directory: the decorators need this project's compiler options.
      TSX_TSCONFIG_PATH: join(root, "tsconfig.json"),
    },
  },
);
child.channel?.unref();

const signals = ["SIGINT", "SIGTERM"];
for (const signal of signals) process.on(signal, () => child.kill(signal));

child.on("error", (error) => {
  console.error(`vigil: ${node} does not start: ${error.message}`);
  process.exit(1);
});
child.on("exit", (code, signal) => {
  process.exit(code ?? 128 + constants.signals[signal]);
});
