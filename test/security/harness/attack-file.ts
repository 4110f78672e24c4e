import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { IsolationTier } from "@sluice/contracts";

/**
 * How an attack has to end. `denied`: no step of it may succeed. `contained`: it may do what it likes inside, if nothing
 * shows outside. The others name what the engine must call it.
 */
export const expectations = [
  "denied",
  "contained",
  "timeout",
  "memory",
  "output-limit",
  "quota",
  "error",
  "protocol",
] as const;
export type Expectation = (typeof expectations)[number];

export interface Attack {
  readonly id: string;
  readonly title: string;
  /** Any of them will do. */
  readonly expects: readonly Expectation[];
  /** Where a weaker tier promises less. */
  readonly expectsIn: Readonly<Partial<Record<IsolationTier, readonly Expectation[]>>>;
  readonly principal: string;
  readonly timeoutMs: number | undefined;
  /** Whether links that lead out stand in its workspace before it starts. */
  readonly isPlanted: boolean;
  /** Runs before, in the same session. */
  readonly after: string | undefined;
  /** What it must come back with, as JSON: the harness does its work whatever is done to it. */
  readonly output: string | undefined;
  readonly code: string;
}

const folder = fileURLToPath(new URL("../attacks/", import.meta.url));
const SUFFIX = ".guest.ts";

/** One file an attack: its first lines say what it tries and how it must end. @throws where they do not */
export function readAttacks(): readonly Attack[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(SUFFIX))
    .sort()
    .map((name) => parseAttack(basename(name, SUFFIX), readFileSync(join(folder, name), "utf8")));
}

function parseAttack(id: string, code: string): Attack {
  const header = code.split("\n").filter((line) => line.startsWith("// "));
  const title = header[0]?.slice(3) ?? "";
  const find = (key: string): string | undefined =>
    header.find((line) => line.startsWith(`// ${key}: `))?.slice(key.length + 5);
  const inAny = find("in any");
  const timeout = find("timeout");
  return {
    id,
    title,
    expects: toExpectations(find("expect") ?? ""),
    expectsIn: inAny === undefined ? {} : { any: toExpectations(inAny) },
    principal: find("as") ?? "attacker",
    timeoutMs: timeout === undefined ? undefined : Number(timeout),
    isPlanted: header.includes("// planted"),
    after: find("after"),
    output: find("output"),
    code,
  };
}

function toExpectations(list: string): readonly Expectation[] {
  return list.split(", ").map((word) => {
    const known = expectations.find((expectation) => expectation === word);
    if (known === undefined) throw new Error(`Cannot read an attack: "${word}" is no expectation`);
    return known;
  });
}
