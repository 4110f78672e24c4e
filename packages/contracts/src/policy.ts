import { z } from "zod";

export const piiTypes = [
  "email",
  "phone",
  "person",
  "card",
  "iban",
  "tax-id",
  "address",
  "ip",
  "mac",
  "ssn",
  "passport",
  "birth-date",
  "national-id",
  "url-credential",
] as const;
export const piiTypeSchema = z.enum(piiTypes);
export type PiiType = z.infer<typeof piiTypeSchema>;

export const piiModes = ["tokenize", "mask", "block", "allow"] as const;
export type PiiMode = (typeof piiModes)[number];

export const isolationTiers = ["strict", "standard", "any"] as const;
/** What a policy requires at least; also the names of what a machine offers. */
export type IsolationTier = (typeof isolationTiers)[number];

export const languages = ["typescript", "javascript"] as const;
export type Language = (typeof languages)[number];

const sandboxPolicySchema = z.strictObject({
  isolation: z.enum(isolationTiers).optional(),
  jit: z.boolean().optional(),
  memoryMb: z.int().min(64).max(4096).optional(),
  cpuMs: z.int().min(10).max(3_600_000).optional(),
  wallMs: z.int().min(10).max(86_400_000).optional(),
  outputKb: z.int().min(1).max(65_536).optional(),
  /** Largest single frame from the process. */
  frameKb: z.int().min(16).max(262_144).optional(),
  openFiles: z.int().min(64).max(4096).optional(),
  /** host or host:port that the code itself may reach; served by the gateway, never by the process. */
  net: z.array(z.string().regex(/^[A-Za-z0-9.-]+(?::\d{1,5})?$/, "host or host:port")).optional(),
  env: z.array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/)).optional(),
  files: z
    .strictObject({
      read: z.array(z.literal("workspace")).optional(),
      write: z.array(z.literal("workspace")).optional(),
      maxFileMb: z.number().min(0.001).max(1024).optional(),
      maxTotalMb: z.number().min(0.001).max(10_240).optional(),
      maxFiles: z.int().min(1).max(1_000_000).optional(),
    })
    .optional(),
});

const matcherSchema = z.strictObject({
  readOnly: z.boolean().optional(),
  destructive: z.boolean().optional(),
  idempotent: z.boolean().optional(),
  openWorld: z.boolean().optional(),
});

const ruleFields = {
  when: matcherSchema.optional(),
  /** Argument name (dots go deeper) to glob; all must match. */
  args: z.record(z.string(), z.string()).optional(),
  reason: z.string().optional(),
};
/** `<server>.<tool>` with `*`; the tool name is the original MCP one. */
const patternSchema = z.string().min(1);
export const toolRuleSchema = z.union([
  z.strictObject({ allow: patternSchema, ...ruleFields }),
  z.strictObject({ deny: patternSchema, ...ruleFields }),
  z.strictObject({
    ask: patternSchema,
    ...ruleFields,
    /** Who may decide; principals globs. Never the one that asked. */
    approvers: z.array(z.string()).optional(),
    expiresMinutes: z.number().positive().optional(),
    /** What a rejection does in the run: a ToolError that code can catch, or the end of the run. */
    onReject: z.enum(["throw", "end"]).optional(),
  }),
]);
export type ToolRule = z.infer<typeof toolRuleSchema>;

const flowRuleSchema = z.strictObject({
  from: z.string(),
  to: z.string(),
  types: z.array(z.union([piiTypeSchema, z.literal("*")])).min(1),
  decision: z.enum(["allow", "deny", "ask"]).optional(),
});

const piiPolicySchema = z.strictObject({
  /** Types that are protected. */
  types: z.array(piiTypeSchema).optional(),
  modes: z.partialRecord(piiTypeSchema, z.enum(piiModes)).optional(),
  /** `server.tool.path` to a type or `public`; overrides detection. */
  pins: z.record(z.string(), z.union([piiTypeSchema, z.literal("public")])).optional(),
  flows: z.array(flowRuleSchema).optional(),
  /** What a vault value found in an encoded form does at the exit. */
  encoded: z.enum(["replace", "block"]).optional(),
  /** The code itself sees tokens only; real values appear at dispatch alone. */
  sealed: z.boolean().optional(),
});

/** One file of policies/*.yaml, as written. */
export const policyFileSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, "lower-case letters, digits and hyphens"),
  extends: z.string().optional(),
  match: z.strictObject({ principals: z.array(z.string().min(1)).min(1) }).optional(),
  sandbox: sandboxPolicySchema.optional(),
  tools: z.array(toolRuleSchema).optional(),
  calls: z
    .strictObject({ perRun: z.int().min(0).max(1_000_000).optional(), parallel: z.int().min(1).max(1024).optional() })
    .optional(),
  rate: z
    .strictObject({ runsPerMinute: z.number().positive().optional(), concurrentRuns: z.int().min(1).optional() })
    .optional(),
  languages: z.array(z.enum(languages)).min(1).optional(),
  typecheck: z.enum(["error", "warn", "off"]).optional(),
  /** Validation rule id to what it does. */
  rules: z.record(z.string(), z.enum(["block", "warn", "off"])).optional(),
  pii: piiPolicySchema.optional(),
  skills: z.strictObject({ save: z.boolean().optional() }).optional(),
  /** Tool patterns whose calls may be repeated after a crash without asking. */
  idempotent: z.array(z.string()).optional(),
  /** Tool patterns that may ask the client of the run while they are called. */
  questions: z
    .strictObject({ elicitation: z.array(z.string()).optional(), sampling: z.array(z.string()).optional() })
    .optional(),
  /** Tool address to the tool that undoes it. */
  undo: z.record(z.string(), z.string()).optional(),
  retentionDays: z.number().positive().optional(),
});
export type PolicyFile = z.infer<typeof policyFileSchema>;

type Filled<T> = { readonly [K in keyof T]-?: NonNullable<T[K]> };
export type SandboxPolicy = Filled<Omit<z.infer<typeof sandboxPolicySchema>, "files">> & {
  readonly files: Filled<NonNullable<z.infer<typeof sandboxPolicySchema>["files"]>>;
};

/** A policy with its parents folded in and every default filled. */
export interface Policy {
  readonly name: string;
  readonly principals: readonly string[];
  readonly sandbox: SandboxPolicy;
  readonly tools: readonly ToolRule[];
  readonly calls: { readonly perRun: number; readonly parallel: number };
  readonly rate: { readonly runsPerMinute: number; readonly concurrentRuns: number };
  readonly languages: readonly Language[];
  readonly typecheck: "error" | "warn" | "off";
  readonly rules: Readonly<Record<string, "block" | "warn" | "off">>;
  readonly pii: {
    readonly types: readonly PiiType[];
    readonly modes: Readonly<Partial<Record<PiiType, PiiMode>>>;
    readonly pins: Readonly<Record<string, PiiType | "public">>;
    readonly flows: readonly z.infer<typeof flowRuleSchema>[];
    readonly encoded: "replace" | "block";
    readonly sealed: boolean;
  };
  readonly skills: { readonly save: boolean };
  readonly idempotent: readonly string[];
  readonly questions: { readonly elicitation: readonly string[]; readonly sampling: readonly string[] };
  readonly undo: Readonly<Record<string, string>>;
  readonly retentionDays: number;
  /** sha-256 of the folded policy; names the sandbox pool and goes into run records. */
  readonly digest: string;
}

export interface CallDecision {
  readonly decision: "allow" | "deny" | "ask";
  /** The rule that decided as `policy:index` (0-based), or `no rule`. */
  readonly rule: string;
  readonly reason: string;
  readonly approvers?: readonly string[];
  readonly expiresMinutes?: number;
  readonly onReject?: "throw" | "end";
}

export interface FlowDecision {
  readonly decision: "allow" | "deny" | "ask";
  readonly type: PiiType;
  readonly from: string;
  readonly to: string;
  readonly rule: string;
}
