import type { Command } from "commander";
import { describe, expect, test } from "vitest";
import { createProgram } from "../../src/cli/program.ts";
import { vigil } from "./vigil.ts";

/** Each command with the words that call it: ["tenant", "create"]. */
function commandsOf(
  command: Command,
  words: string[] = [],
): { words: string[]; command: Command }[] {
  return command.commands.flatMap((child) => {
    const path = [...words, child.name()];
    return [{ words: path, command: child }, ...commandsOf(child, path)];
  });
}

const commands = commandsOf(createProgram());

describe("the command line", () => {
  test("has the commands that are promised", () => {
    const names = commands.map(({ words }) => words.join(" "));

    expect(names).toEqual(
      expect.arrayContaining([
        ...["up", "server", "worker", "monitor", "migrate", "tenant create", "import"],
        ...["train", "evaluate", "score", "export", "demo"],
      ]),
    );
  });

  test.each(commands)("explains each option of `vigil $words`", ({ command }) => {
    const help = command.helpInformation();

    expect(command.description()).toMatch(/\.$/);
    for (const option of command.options) {
      expect(help).toContain(option.long);
      expect(option.description, option.flags).not.toBe("");
    }
  });

  test("prints help with exit code 0", async () => {
    const { code, stdout } = await vigil(["train", "--help"]);

    expect(code).toBe(0);
    expect(stdout).toContain("Usage: vigil train [options] <folder>");
  });

  test.each([
    { what: "an unknown command", args: ["trian"], says: "Did you mean train?" },
    { what: "a missing argument", args: ["train"], says: "missing required argument 'folder'" },
    { what: "an unknown option", args: ["up", "--fast"], says: "unknown option '--fast'" },
    { what: "a number that is none", args: ["up", "--workers", "two"], says: "whole number" },
    {
      what: "an unknown preset",
      args: ["train", "x", "--preset", "HUGE"],
      says: "LITE, STANDARD, PAPER",
    },
    {
      what: "an unknown setting",
      args: ["train", "x", "--set", "depth=3"],
      says: "There is no setting “depth”",
    },
    {
      what: "a setting out of range",
      args: ["train", "x", "--set", "width=9"],
      says: "multiple of 8",
    },
    {
      what: "two kinds of footage",
      args: ["demo", "--video", "a", "--ped2", "b"],
      says: "not both",
    },
  ])("refuses $what with exit code 2", async ({ args, says }) => {
    const { code, stdout, stderr } = await vigil(args);

    expect(stderr).toContain(says);
    expect(code).toBe(2);
    expect(stdout).toBe("");
  });

  test("says in one line what is missing, and where it came from when asked", async () => {
    const args = ["import", "nowhere", "--tenant", "ada@acme.example", "--name", "Walkway"];
    const [terse, verbose] = await Promise.all([vigil(args), vigil(["--verbose", ...args])]);

    expect(terse).toMatchObject({ code: 1, stdout: "" });
    expect(terse.stderr.trim().split("\n")).toHaveLength(1);
    expect(terse.stderr).toContain("nowhere");
    expect(verbose.stderr).toContain("    at ");
  });
});
