import { homedir } from "node:os";
import { type ImportReport, importServers } from "@sluice/gateway";
import { EXIT_OK } from "../exit-codes.ts";
import type { GlobalOptions } from "../options.ts";
import { createOutput, type Output, printSafe } from "../print.ts";

export interface ImportFromOptions extends GlobalOptions {
  readonly from: string;
  readonly write?: boolean;
}

/** Needs no gateway, and starts none of the servers. */
export async function importFrom(options: ImportFromOptions): Promise<void> {
  const output = createOutput(options.json ?? false);
  const report = importServers({
    from: options.from,
    flags: options,
    isWriting: options.write === true,
    home: homedir(),
    platform: process.platform,
    env: process.env,
    cwd: process.cwd(),
  });
  output.result(report, () => printReport(report, output));
  process.exitCode = EXIT_OK;
}

function printReport(report: ImportReport, output: Output): string {
  const { added, leftOut, missing, sources, isWritten, file } = report;
  const secrets = added.flatMap((server) => server.secrets);
  const advice = added.length === 0 ? "Nothing to add." : "Nothing was written; add --write to do it.";
  return [
    ...sources
      .filter(({ problem }) => problem === undefined)
      .map(({ file: path, servers = 0 }) => output.paint("dim", `${printSafe(path)}: ${servers} servers`)),
    ...added.flatMap(({ name, settings, notes }) => [
      `${output.paint("green", "+")} ${name}  ${printSafe(toLine(settings))}`,
      ...notes.map((note) => output.paint("dim", `    ${printSafe(note)}`)),
    ]),
    ...leftOut.map(({ name, why }) => `${output.paint("yellow", "-")} ${printSafe(name)}  left out: ${printSafe(why)}`),
    ...(secrets.length === 0
      ? []
      : [`${isWritten ? "Moved" : "Would be moved"} into the secrets file: ${secrets.join(", ")}`]),
    ...missing.map(({ name, description = "" }) =>
      `${output.paint("yellow", "!")} ${name} has no value yet; set it in the secrets file. ${printSafe(description)}`.trim(),
    ),
    isWritten ? `Added ${added.length} to ${printSafe(file)}` : advice,
  ].join("\n");
}

function toLine(settings: Readonly<Record<string, unknown>>): string {
  if (typeof settings.url === "string") return settings.url;
  const words = [settings.command, ...((settings.args as readonly string[] | undefined) ?? [])].map(String);
  return words.map((word) => (/^[\w@%+=:,./${}-]+$/.test(word) ? word : JSON.stringify(word))).join(" ");
}
