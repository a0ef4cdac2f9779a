import { createProgram } from "./cli/program.ts";
import { exitCodeOf } from "./cli/failure.ts";

const program = createProgram();

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error, { verbose: program.opts()["verbose"] === true });
}
