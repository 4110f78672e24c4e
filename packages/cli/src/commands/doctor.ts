import { examineMachine, readConfig } from "@sluice/gateway";
import { EXIT_FAILED, EXIT_OK } from "../exit-codes.ts";
import type { GlobalOptions } from "../options.ts";
import { createOutput, printTable } from "../print.ts";

/** What this machine and this configuration offer, without starting a gateway. */
export async function doctor(options: GlobalOptions): Promise<void> {
  const output = createOutput(options.json ?? false);
  const findings = await output.progress(
    "looking",
    examineMachine(() => readConfig(options, process.env, process.cwd()), process.env),
  );
  output.result({ findings }, () => {
    const mark = {
      ok: output.paint("green", "ok"),
      warning: output.paint("yellow", "note"),
      problem: output.paint("red", "problem"),
    };
    return printTable(findings.map((finding) => [mark[finding.level], finding.what, finding.detail]));
  });
  process.exitCode = findings.some((finding) => finding.level === "problem") ? EXIT_FAILED : EXIT_OK;
}
