import { execFile } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";

const run = promisify(execFile);
const suite = fileURLToPath(
  new URL("../../../node_modules/@modelcontextprotocol/conformance/dist/index.js", import.meta.url),
);
const client = fileURLToPath(new URL("./run-conformance-client.ts", import.meta.url));

/** Left out: `auth/*` (no OAuth towards servers yet) and `sep-2640-*` (skills of servers are not read). */
const scenarios = [
  "initialize",
  "tools_call",
  "elicitation-sep1034-client-defaults",
  "sse-retry",
  "request-metadata",
  "sep-2322-client-request-state",
  "http-standard-headers",
  "http-custom-headers",
  "http-invalid-tool-headers",
  "json-schema-ref-no-deref",
  "json-schema-2020-12-preservation",
];

describe("the protocol's conformance suite", () => {
  test.each(scenarios)("createUpstream() passes the client scenario %s", async (scenario) => {
    const args = [suite, "client", "--command", `${process.execPath} ${client}`, "--scenario", scenario];
    const cwd = mkdtempSync(join(tmpdir(), "sluice-conformance-"));
    // The suite reports on stderr, and by its exit code.
    const { stderr } = await run(process.execPath, args, { cwd }).catch((error: { stderr: string }) => error);
    expect(stderr).toContain("OVERALL: PASSED");
  });
});
