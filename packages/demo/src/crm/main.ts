import { parseArgs } from "node:util";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { openCrmDatabase } from "./database.ts";
import { createCrmServer } from "./server.ts";

const { values } = parseArgs({
  options: { db: { type: "string", default: ":memory:" }, seed: { type: "string", default: "7" } },
});
const seed = Number(values.seed);
if (!Number.isSafeInteger(seed)) {
  process.stderr.write(`Cannot start the sample CRM: --seed "${values.seed}" is not a whole number\n`);
  process.exit(2);
}

const database = openCrmDatabase({ path: values.db, seed });
const state = { reports: 0 };
serveStdio(() => createCrmServer(database, state));
