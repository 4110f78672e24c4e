import { EngineError, versionSchema } from "@sluice/contracts";

/** Negative where `a` is older. Numbers of any length compare right. */
export function compareVersions(a: string, b: string): number {
  const left = a.split(".");
  const right = b.split(".");
  for (let index = 0; index < 3; index += 1) {
    const difference = BigInt(left[index] ?? "0") - BigInt(right[index] ?? "0");
    if (difference !== 0n) return difference < 0n ? -1 : 1;
  }
  return 0;
}

/** The newest version that a prefix (`1`, `1.2`) or an exact version names. */
export function resolveVersion(versions: readonly string[], wanted: string): string | undefined {
  const matching = versions.filter((version) => version === wanted || version.startsWith(`${wanted}.`));
  return matching.toSorted(compareVersions).at(-1);
}

/** What the next version is where the publisher names none: a changed interface is a minor step. */
export function nextVersion(current: string | undefined, hasNewInterface: boolean): string {
  if (current === undefined || current.startsWith("0.")) return "1.0.0";
  const [major = "1", minor = "0", patch = "0"] = current.split(".");
  return hasNewInterface ? `${major}.${BigInt(minor) + 1n}.0` : `${major}.${minor}.${BigInt(patch) + 1n}`;
}

/** @throws EngineError `bad_input`, `conflict` */
export function checkNewVersion(name: string, wanted: string, versions: readonly string[]): void {
  const subject = `Cannot publish skill "${name}@${wanted}"`;
  if (!versionSchema.safeParse(wanted).success || wanted.length > 32) {
    throw new EngineError("bad_input", `${subject}: that is not a version, write one such as 1.2.0`);
  }
  if (versions.includes(wanted)) {
    throw new EngineError("conflict", `${subject}: that version exists and never changes, publish a greater one`);
  }
  const newest = versions.toSorted(compareVersions).at(-1);
  if (newest !== undefined && compareVersions(wanted, newest) <= 0) {
    throw new EngineError("conflict", `${subject}: ${newest} is newer, publish a greater version`);
  }
}
