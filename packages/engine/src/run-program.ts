import { randomBytes } from "node:crypto";
import {
  type CompiledProgram,
  createEvent,
  type FileNote,
  type JournalEntry,
  type Json,
  type LogLine,
  type RejectedProgram,
  type ResourceUsage,
  type RunError,
  type RunSeed,
  toPublicError,
} from "@sluice/contracts";
import type { RawEnd } from "./answer.ts";
import type { BuiltInTools } from "./built-in-tools.ts";
import type { EngineDeps } from "./deps.ts";
import { hashCode } from "./hash-code.ts";
import type { HostFunctions } from "./host-functions.ts";
import { JournalWriter } from "./journal-writer.ts";
import { type LiveEnd, LiveRun } from "./live-run.ts";
import { LogStream } from "./log-stream.ts";
import { mapStacks, toEndError, toRunError } from "./map-error.ts";
import { createModuleHost } from "./module-host.ts";
import type { ParkedCalls } from "./parked-calls.ts";
import { pendingApprovals } from "./pending-approvals.ts";
import { Replay, toDivergedMessage } from "./replay.ts";
import type { RunContext } from "./run-context.ts";
import { loadSkillLogs } from "./skill-logs.ts";
import type { WaitHub } from "./wait-hub.ts";

export interface ProgramParts {
  readonly deps: EngineDeps;
  readonly builtIns: BuiltInTools;
  readonly hostFunctions: HostFunctions;
  readonly parked: ParkedCalls;
  readonly waits: WaitHub;
}

export interface ProgramSource {
  readonly code: string;
  readonly language: RunSeed["language"];
  readonly context: Json;
  readonly typecheck: RunSeed["typecheck"];
  readonly timeoutMs: number;
}

export interface ProgramOptions {
  /** False: nothing leaves, and steps run again (`sluice replay`). @default true */
  readonly isLive?: boolean;
  /** The run can be taken up from its journal from here on. */
  readonly onJournaled?: () => void;
}

const NO_USAGE: ResourceUsage = { memoryMb: 0, cpuMs: 0, timeout: false };

/** Compile, run, and say how it ended. `recorded` is the journal of a run that goes on. Never throws. */
export async function runProgram(
  parts: ProgramParts,
  context: RunContext,
  source: ProgramSource,
  recorded: readonly JournalEntry[],
  options: ProgramOptions = {},
): Promise<RawEnd> {
  const { isLive = true } = options;
  const startedAt = performance.now();
  const elapsed = (): number => Math.round(performance.now() - startedAt);
  const base = { output: null, usage: NO_USAGE, codeHash: hashCode(source.code) } as const;
  try {
    const first = recorded.find((entry) => entry.kind === "seed");
    const used = new Map<string, string>();
    // Code that ran before is right enough: a type that changed since must not end a run halfway.
    const typecheck = first?.seed.code === source.code ? "off" : source.typecheck;
    const program = await compileProgram(parts.deps, context, { ...source, typecheck }, first?.seed.skills ?? {}, used);
    if (program.kind === "rejected") {
      const worst = program.diagnostics.find((diagnostic) => diagnostic.severity === "error");
      const code = worst?.rule.startsWith("ts") ? "type_error" : "invalid_code";
      const place = worst === undefined ? {} : { line: worst.line, column: worst.column };
      const error: RunError = { code, message: worst?.message ?? "The code was refused", ...place };
      return {
        ...base,
        status: "failed",
        codeHash: program.codeHash,
        error,
        diagnostics: program.diagnostics,
        executionTimeMs: elapsed(),
      };
    }
    const seed = first?.seed ?? createSeed(context, source, used);
    const journal = new JournalWriter(
      parts.deps.store.journal,
      context.runId,
      recorded.at(-1)?.seq ?? 0,
      recorded.at(-1)?.atMs ?? 0,
    );
    if (first === undefined && isLive) await journal.seed(seed, context.isDurable);
    options.onJournaled?.();
    const replay = new Replay(recorded, { skipsSteps: isLive });
    const notes = recorded.flatMap((entry) => (entry.kind === "note" ? [entry.note] : []));
    const end = await runCompiled(parts, context, program, { seed, notes }, journal, replay, isLive);
    await loadSkillLogs(parts.deps, context, recorded);
    const raw = await toRawEnd(parts.deps, context, program, end);
    if (isLive && context.depth === 0 && raw.status !== "waiting") {
      const skills = new Set([...used.keys()].map((name) => name.split("@", 1)[0] ?? name));
      parts.deps.noteImports?.(context.caller.principal, [...skills], raw.status === "completed");
    }
    return { ...raw, isAllAsked: replay.isAllAsked, executionTimeMs: elapsed() };
  } catch (error) {
    const { code, message } = toPublicError(error);
    if (code === "internal")
      parts.deps.log.error("run failed in the engine", {
        runId: context.runId,
        error: String(error instanceof Error ? error.stack : error),
      });
    const status = context.signal.aborted || code === "cancelled" ? "cancelled" : "failed";
    return { ...base, status, error: { code, message }, executionTimeMs: elapsed() };
  }
}

async function compileProgram(
  deps: EngineDeps,
  context: RunContext,
  source: ProgramSource,
  pinned: Readonly<Record<string, string>>,
  used: Map<string, string>,
) {
  const who = { runId: context.runId, principal: context.caller.principal };
  const startedAt = performance.now();
  const codeHash = hashCode(source.code);
  deps.events.publish(createEvent("validation.started", { ...who, codeHash }));
  const compile = (learned: Set<string> | undefined) =>
    deps.compiler.compile({
      code: source.code,
      language: source.language,
      host: createModuleHost(deps, context.policy, pinned, used, learned),
      rules: context.policy.rules,
      typecheck: source.typecheck,
      signal: context.signal,
    });
  const program = await compileLeniently(compile);
  const { diagnostics, issues } = program;
  for (const { rule, severity, line, message } of issues) {
    deps.events.publish(
      createEvent("security.issue", { ...who, rule, severity, line, message: context.pii.washText(message).value }),
    );
  }
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === "error").length;
  const durationMs = performance.now() - startedAt;
  deps.events.publish(
    createEvent("validation.completed", {
      ...who,
      codeHash,
      errors,
      warnings: diagnostics.length - errors,
      durationMs,
    }),
  );
  return program;
}

type Compiled = CompiledProgram | RejectedProgram;

/** A type that was learned from results may be wrong about the next one, so what it alone finds is a warning. */
async function compileLeniently(compile: (learned: Set<string> | undefined) => Promise<Compiled>): Promise<Compiled> {
  const learned = new Set<string>();
  const strict = await compile(learned);
  if (strict.kind === "compiled" || learned.size === 0) return strict;
  const plain = await compile(undefined);
  if (plain.kind === "rejected") return plain;
  const doubts = strict.diagnostics.map((diagnostic) => ({ ...diagnostic, severity: "warning" }) as const);
  return { ...plain, diagnostics: doubts };
}

function createSeed(context: RunContext, source: ProgramSource, used: ReadonlyMap<string, string>): RunSeed {
  return {
    code: source.code,
    language: source.language,
    context: source.context,
    typecheck: source.typecheck,
    policy: context.policy.name,
    seed: randomBytes(16).toString("hex"),
    nowMs: Date.now(),
    timeoutMs: source.timeoutMs,
    session: context.sessionName,
    skills: Object.fromEntries(used),
  };
}

async function runCompiled(
  parts: ProgramParts,
  context: RunContext,
  program: CompiledProgram,
  { seed, notes }: { readonly seed: RunSeed; readonly notes: readonly FileNote[] },
  journal: JournalWriter,
  replay: Replay,
  isLive: boolean,
): Promise<LiveEnd> {
  const isSealed = context.policy.pii.sealed;
  const startup = {
    context: isSealed ? seed.context : context.pii.resolve(seed.context).value,
    literals: isSealed ? program.literals : context.pii.resolve(program.literals).value.map(String),
    seed: seed.seed,
    nowMs: seed.nowMs,
    ...(context.isUndone ? { rollback: true } : {}),
    ...(notes.length === 0 ? {} : { notes }),
    ...(isLive ? {} : { isWithoutFiles: true }),
  };
  const log = new LogStream(context);
  const onLog = ({ level, text }: LogLine): void => log.add({ level, text: mapStacks(text, program) });
  try {
    return await new LiveRun({ ...parts, context, program, startup, journal, replay, onLog, isLive }).execute();
  } finally {
    log.flush();
  }
}

async function toRawEnd(
  deps: EngineDeps,
  context: RunContext,
  program: CompiledProgram,
  end: LiveEnd,
): Promise<Omit<RawEnd, "executionTimeMs">> {
  const { exit } = end;
  const base = {
    output: null,
    usage: exit.usage,
    codeHash: program.codeHash,
    diagnostics: program.diagnostics,
    isolation: exit.isolation,
  } as const;
  if (end.kind === "parked") {
    return { ...base, status: "waiting", approvals: await pendingApprovals(deps, context.runId) };
  }
  if (end.kind === "diverged") {
    const place = exit.end.kind === "failed" ? toRunError(exit.end.error, program) : undefined;
    const at = place?.line === undefined ? {} : { line: place.line, column: place.column ?? 1 };
    return {
      ...base,
      status: "failed",
      error: { code: "replay_diverged", message: toDivergedMessage(end.divergence), ...at },
    };
  }
  if (end.kind === "continued") {
    return { ...base, status: "completed", output: { continuedAs: end.next.runId }, next: end.next };
  }
  if (end.kind === "ended") {
    const { code, message } = end.failure;
    return { ...base, status: "failed", cutShortBy: "decision", error: { code, message } };
  }
  if (exit.end.kind === "completed") {
    warn(context, exit.end.warnings);
    warnUnawaited(context);
    return { ...base, status: "completed", output: exit.end.value };
  }
  if (exit.end.kind === "failed") return { ...base, status: "failed", error: toRunError(exit.end.error, program) };
  const status = exit.end.kind === "killed" ? "cancelled" : "failed";
  publishLimit(deps, context, exit);
  return { ...base, status, cutShortBy: "limit", error: toEndError(exit.end) };
}

function warn(context: RunContext, warnings: readonly string[]): void {
  for (const text of warnings) context.logs.push({ level: "warn", text: context.pii.washText(text).value });
}

function warnUnawaited(context: RunContext): void {
  const forgotten = context.calls
    .filter((call) => call.status === "unawaited")
    .sort((a, b) => a.seq - b.seq)
    .map((call) => `${call.server}.${call.tool}`);
  if (forgotten.length > 0)
    warn(context, [
      `Not awaited, so the result was lost (the call took effect): ${[...new Set(forgotten)].join(", ")}`,
    ]);
}

function publishLimit(deps: EngineDeps, context: RunContext, exit: LiveEnd["exit"]): void {
  if (exit.end.kind !== "limit") return;
  const who = { runId: context.runId, principal: context.caller.principal };
  const { limit, used, max, unit } = exit.end;
  deps.events.publish(createEvent("limit.exceeded", { ...who, limit, used, max, unit }));
  if (limit === "wall")
    deps.events.publish(createEvent("run.timeout", { ...who, limitMs: max, durationMs: exit.wallMs }));
}
