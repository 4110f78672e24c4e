import { accessSync, constants, existsSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { dirname } from "node:path";
import { toPublicError } from "@sluice/contracts";
import { createSandbox } from "@sluice/sandbox";
import { checkPolicies } from "./check-policies.ts";
import type { ResolvedConfig } from "./config.ts";
import { findAnnounced } from "./data-folder.ts";
import { version } from "./version.ts";

export interface Finding {
  readonly level: "ok" | "warning" | "problem";
  readonly what: string;
  readonly detail: string;
}

/** Versions, sandbox tiers, configuration, policies and port. Never throws. */
export async function examineMachine(
  read: () => ResolvedConfig,
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [
    { level: "ok", what: "versions", detail: `Sluice ${version}, Node ${process.versions.node}` },
  ];
  findings.push(...(await examineSandbox()));
  let config: ResolvedConfig;
  try {
    config = read();
    findings.push({
      level: "ok",
      what: "configuration",
      detail: `${config.file ?? "none found, defaults apply"}, ${Object.keys(config.mcpServers).length} servers`,
    });
  } catch (error) {
    return [...findings, { level: "problem", what: "configuration", detail: toPublicError(error).message }];
  }
  try {
    const { policies, problems, warnings } = await checkPolicies(config.folders.policies);
    findings.push({
      level: problems.length === 0 ? "ok" : "problem",
      what: "policies",
      detail: problems[0] ?? `${policies.length} valid`,
    });
    findings.push(...warnings.map((detail) => ({ level: "warning", what: "policies", detail }) as const));
  } catch (error) {
    findings.push({ level: "problem", what: "policies", detail: toPublicError(error).message });
  }
  findings.push(examineDataFolder(config.folders.data));
  findings.push(await examinePort(config));
  findings.push({
    level: "ok",
    what: "key",
    detail: env.SLUICE_KEY === undefined ? "a key file in the data folder" : "SLUICE_KEY",
  });
  return findings;
}

async function examineSandbox(): Promise<readonly Finding[]> {
  try {
    const sandbox = await createSandbox();
    const reports = sandbox.tiers();
    // One missing tier is worth a note; with none of them no code runs.
    const otherwise = reports.some(({ isAvailable }) => isAvailable) ? "warning" : "problem";
    const tiers = reports.map(
      ({ tier, isAvailable, reason }) =>
        ({ level: isAvailable ? "ok" : otherwise, what: `sandbox ${tier}`, detail: reason }) as const,
    );
    await sandbox.close();
    return tiers;
  } catch (error) {
    return [{ level: "problem", what: "sandbox", detail: toPublicError(error).message }];
  }
}

/** Where there is none yet, the nearest folder above says whether one can be made. */
function examineDataFolder(dir: string): Finding {
  let there = dir;
  while (!existsSync(there) && dirname(there) !== there) there = dirname(there);
  const problem = (why: string): Finding => ({ level: "problem", what: "data folder", detail: `${there}: ${why}` });
  try {
    if (!statSync(there).isDirectory()) return problem("it is a file; name another folder");
    accessSync(there, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    return problem("this user may not write there; give it the right to, or name another folder");
  }
  return { level: "ok", what: "data folder", detail: there === dir ? dir : `${dir} can be made` };
}

async function examinePort(config: ResolvedConfig): Promise<Finding> {
  const { host, port } = config.http;
  const isFree = await new Promise<boolean>((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
  if (isFree) return { level: "ok", what: "port", detail: `${host}:${port} is free` };
  const own = findAnnounced(config.folders.data);
  return own === undefined
    ? {
        level: "warning",
        what: "port",
        detail: `${host}:${port} is in use by another program; serve needs --port or http.port`,
      }
    : { level: "ok", what: "port", detail: `a gateway of this configuration is announced at ${own.url}` };
}
