import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { ConfigError, configTable, loadConfig } from "../../src/platform/config.ts";

describe("loadConfig", () => {
  test("needs nothing", () => {
    expect(loadConfig({})).toEqual({
      port: 4000,
      home: resolve(".vigil"),
      mediaDir: resolve(".vigil/media"),
      leaseSeconds: 10,
      maxUploadBytes: 10 * 2 ** 30,
      logLevel: "info",
    });
  });

  test("takes an empty variable for an absent one", () => {
    expect(loadConfig({ PORT: "", DATABASE_URL: "" })).toEqual(loadConfig({}));
  });

  test("puts media under home unless told otherwise", () => {
    expect(loadConfig({ VIGIL_HOME: "/srv/vigil" }).mediaDir).toBe("/srv/vigil/media");
    expect(loadConfig({ VIGIL_MEDIA_DIR: "/mnt/clips" }).mediaDir).toBe("/mnt/clips");
  });

  test.each([
    ["PORT", "http"],
    ["PORT", "70000"],
    ["DATABASE_URL", "mysql://localhost/vigil"],
    ["LOG_LEVEL", "loud"],
    ["VIGIL_LEASE_SECONDS", "0"],
  ])("names %s when it is %j, and says what is accepted", (name, value) => {
    expect(() => loadConfig({ [name]: value })).toThrow(ConfigError);
    expect(() => loadConfig({ [name]: value })).toThrow(new RegExp(`^${name} must be (a|one of) `));
  });

  test("does not repeat a database's password", () => {
    const wrong = () => loadConfig({ DATABASE_URL: "mysql://root:secret@localhost/vigil" });
    expect(wrong).toThrow(/^((?!secret)[^])*$/);
  });

  test("names everything that is wrong at once", () => {
    expect(() => loadConfig({ PORT: "x", LOG_LEVEL: "y" })).toThrow(/PORT[^]*LOG_LEVEL/);
  });
});

test("every variable is described for the README", () => {
  const table = configTable();
  expect(table.map(({ name }) => name)).toContain("VIGIL_HOME");
  expect(table.filter(({ meaning }) => meaning === "")).toEqual([]);
  expect(table.find(({ name }) => name === "PORT")?.default).toBe("`4000`");
});
