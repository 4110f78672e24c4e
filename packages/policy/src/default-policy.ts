import { digestOf, type Policy, piiTypes } from "@sluice/contracts";

/** What a policy has where neither it nor a parent says anything: nothing is allowed, everything is protected. */
export const POLICY_DEFAULTS = {
  principals: [],
  sandbox: {
    isolation: "any",
    jit: true,
    memoryMb: 256,
    cpuMs: 5_000,
    wallMs: 30_000,
    outputKb: 256,
    frameKb: 8_192,
    openFiles: 256,
    net: [],
    env: [],
    files: { read: [], write: [], maxFileMb: 10, maxTotalMb: 100, maxFiles: 1_000 },
  },
  tools: [],
  calls: { perRun: 500, parallel: 16 },
  rate: { runsPerMinute: 60, concurrentRuns: 4 },
  languages: ["typescript", "javascript"],
  typecheck: "error",
  rules: {},
  pii: { types: piiTypes, modes: {}, pins: {}, flows: [], encoded: "replace", sealed: false },
  skills: { save: false },
  idempotent: [],
  questions: { elicitation: ["*"], sampling: [] },
  undo: {},
  retentionDays: 30,
} as const satisfies Omit<Policy, "name" | "digest">;

export const DEFAULT_POLICY_NAME = "default";

/** A policy of that name that allows nothing; stands in for one that cannot be read. */
export function createDenyAllPolicy(name: string, principals: readonly string[] = []): Policy {
  return toDigestedPolicy({ ...POLICY_DEFAULTS, name, principals } as Omit<Policy, "digest">);
}

export function toDigestedPolicy(policy: Omit<Policy, "digest">): Policy {
  return { ...policy, digest: digestOf(policy) };
}
