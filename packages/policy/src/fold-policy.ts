import type { Policy, PolicyFile, SandboxPolicy } from "@sluice/contracts";
import { POLICY_DEFAULTS, toDigestedPolicy } from "./default-policy.ts";
import type { ParsedPolicy } from "./parse-policy.ts";

/** Where a rule was written: its policy, its file, its place in that file's own list. */
export interface RuleOrigin {
  readonly policy: string;
  readonly file: string;
  /** 0-based, in the list of the file that has it. */
  readonly index: number;
  readonly line: number;
}

/** A policy that still knows which file each of its rules comes from; rules and origins go by the same index. */
export interface ResolvedPolicy extends Policy {
  readonly file?: string;
  /** Names from the policy itself to its furthest parent. */
  readonly chain: readonly string[];
  readonly origins: { readonly tools: readonly RuleOrigin[]; readonly flows: readonly RuleOrigin[] };
}

/**
 * Folds a policy with its parents, the policy first and its furthest parent last.
 *
 * Single values and lists of grants (`net`, `env`, `files`, `languages`, `pii.types`, `idempotent`, `questions`) come from the
 * nearest file that has them; named entries (`rules`, `modes`, `pins`, `undo`) are merged, the nearest winning; `tools`
 * and `flows` are put one after the other, the nearest first. `match` is never inherited.
 */
export function foldPolicy(chain: readonly ParsedPolicy[]): ResolvedPolicy {
  const [own] = chain;
  if (own === undefined) throw new TypeError("A chain has at least one policy");
  const files = chain.map((parsed) => parsed.policy);
  const sandbox = pickFields(
    files.map((file) => file.sandbox),
    POLICY_DEFAULTS.sandbox,
    ["files"],
  );
  const workspace = pickFields(
    files.map((file) => file.sandbox?.files),
    POLICY_DEFAULTS.sandbox.files,
  );
  const merge = <T>(read: (file: PolicyFile) => Readonly<Record<string, T>> | undefined): Readonly<Record<string, T>> =>
    Object.assign({}, ...files.map(read).reverse());
  const nearest = <T>(read: (file: PolicyFile) => T | undefined, fallback: T): T =>
    files.map(read).find((value) => value !== undefined) ?? fallback;
  const policy = toDigestedPolicy({
    name: own.policy.name,
    principals: own.policy.match?.principals ?? POLICY_DEFAULTS.principals,
    sandbox: { ...sandbox, files: workspace } as SandboxPolicy,
    tools: files.flatMap((file) => file.tools ?? []),
    calls: pickFields(
      files.map((file) => file.calls),
      POLICY_DEFAULTS.calls,
    ),
    rate: pickFields(
      files.map((file) => file.rate),
      POLICY_DEFAULTS.rate,
    ),
    languages: nearest((file) => file.languages, POLICY_DEFAULTS.languages as Policy["languages"]),
    typecheck: nearest<Policy["typecheck"]>((file) => file.typecheck, POLICY_DEFAULTS.typecheck),
    rules: merge((file) => file.rules),
    pii: {
      types: nearest((file) => file.pii?.types, POLICY_DEFAULTS.pii.types as Policy["pii"]["types"]),
      modes: merge((file) => file.pii?.modes),
      pins: merge((file) => file.pii?.pins),
      flows: files.flatMap((file) => file.pii?.flows ?? []),
      encoded: nearest<Policy["pii"]["encoded"]>((file) => file.pii?.encoded, POLICY_DEFAULTS.pii.encoded),
      sealed: nearest<boolean>((file) => file.pii?.sealed, POLICY_DEFAULTS.pii.sealed),
    },
    skills: { save: nearest<boolean>((file) => file.skills?.save, POLICY_DEFAULTS.skills.save) },
    idempotent: nearest((file) => file.idempotent, POLICY_DEFAULTS.idempotent as Policy["idempotent"]),
    questions: pickFields(
      files.map((file) => file.questions),
      POLICY_DEFAULTS.questions as Policy["questions"],
    ),
    undo: merge((file) => file.undo),
    retentionDays: nearest<number>((file) => file.retentionDays, POLICY_DEFAULTS.retentionDays),
  });
  const origins = (kind: "tools" | "flows"): readonly RuleOrigin[] =>
    chain.flatMap((parsed) =>
      parsed.lines[kind].map((line, index) => ({ policy: parsed.policy.name, file: parsed.file, index, line })),
    );
  return {
    ...policy,
    file: own.file,
    chain: files.map((file) => file.name),
    origins: { tools: origins("tools"), flows: origins("flows") },
  };
}

/** Each field from the nearest file that has it, in the order of the defaults. */
function pickFields<T extends object>(
  parts: readonly (object | undefined)[],
  defaults: T,
  except: readonly string[] = [],
): { -readonly [K in keyof T]: Widen<T[K]> } {
  const entries = Object.entries(defaults)
    .filter(([key]) => !except.includes(key))
    .map(([key, fallback]) => {
      const part = parts.find((candidate) => (candidate as Record<string, unknown> | undefined)?.[key] !== undefined);
      return [key, part === undefined ? fallback : (part as Record<string, unknown>)[key]];
    });
  return Object.fromEntries(entries) as { -readonly [K in keyof T]: Widen<T[K]> };
}

type Widen<T> = T extends number ? number : T extends boolean ? boolean : T;
