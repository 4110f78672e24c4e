import { EngineError } from "@sluice/contracts";
import { checkPolicies, readConfig } from "@sluice/gateway";
import { EXIT_FAILED, EXIT_OK } from "../exit-codes.ts";
import type { GlobalOptions } from "../options.ts";
import { createOutput, printTable } from "../print.ts";
import { withGateway } from "../with-gateway.ts";
import { parseObjectArgument } from "./json-argument.ts";

/** Reads the policies folder as the gateway would, without one. */
export async function policyCheck(options: GlobalOptions): Promise<void> {
  const output = createOutput(options.json ?? false);
  const config = readConfig(options, process.env, process.cwd());
  const { policies, problems, warnings } = await checkPolicies(config.folders.policies);
  output.result({ policies, problems, warnings }, () => {
    const rows = policies.map((policy) => [
      policy.name,
      policy.file ?? "built in",
      policy.principals.join(", ") || "whoever no other matches",
      `${policy.tools} tool rules`,
    ]);
    return [
      printTable([["policy", "file", "applies to", "rules"], ...rows]),
      ...problems.map((problem) => output.paint("red", problem)),
      ...warnings.map((warning) => output.paint("yellow", warning)),
      problems.length === 0
        ? output.paint("green", "All policies are valid")
        : output.paint("red", `${problems.length} problems: the gateway keeps the last good version of these files`),
    ].join("\n");
  });
  process.exitCode = problems.length === 0 ? EXIT_OK : EXIT_FAILED;
}

export interface ExplainOptions extends GlobalOptions {
  readonly call?: string;
  readonly args?: string;
  readonly flow?: string;
  readonly to?: string;
  readonly type?: string;
}

/** Why a call, or a flow of personal data from one server to another, is decided as it is. */
export async function policyExplain(options: ExplainOptions): Promise<void> {
  const { principal = "local", call, flow, to, type, ...asAdmin } = options;
  if ((call === undefined) === (flow === undefined)) {
    throw new EngineError(
      "bad_input",
      "Cannot explain: give either --call server.tool, or --flow <from> --to <server> --type <type>",
    );
  }
  if (flow !== undefined) {
    if (to === undefined || type === undefined)
      throw new EngineError("bad_input", "Cannot explain a flow: --to and --type are missing");
    return withGateway(asAdmin, async (client, output) => {
      const explained = (await client.post("/api/policies/explain-flow", {
        principal,
        from: flow.split(","),
        to,
        type,
      })) as { text: string };
      output.result(explained, () => explained.text);
      return EXIT_OK;
    });
  }
  const args = options.args === undefined ? {} : parseObjectArgument("--args", options.args);
  await withGateway(asAdmin, async (client, output) => {
    await output.progress("listing tools", client.post("/api/servers/connect", {}));
    const explained = (await client.post("/api/policies/explain", { principal, call, args })) as {
      text: string;
      isKnownTool: boolean;
    };
    output.result(explained, () => {
      const note = explained.isKnownTool
        ? ""
        : output.paint("yellow", `\nNo connected server has "${call}" at the moment, so its annotations are unknown`);
      return explained.text + note;
    });
    return EXIT_OK;
  });
}
