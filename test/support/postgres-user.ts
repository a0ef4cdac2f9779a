// A process of its own that uses the embedded PostgreSQL of a home and says its URL: to be killed.
import { pino } from "pino";
import { startPostgres } from "../../src/platform/embedded-postgres.ts";

const [, , home = ""] = process.argv;
const server = await startPostgres({ home, log: pino({ level: "silent" }) });
process.on("SIGTERM", () => void server.stop().then(() => process.exit(0)));
console.log(server.url);
setInterval(() => undefined, 60_000);
