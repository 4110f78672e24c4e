import { z } from "zod";
import { createEventId } from "./ids.ts";
import { piiTypeSchema } from "./policy.ts";

const runRef = { runId: z.string(), principal: z.string() };
const callRef = { ...runRef, server: z.string(), tool: z.string() };
const count = z.int().min(0);

/** Data of every event, by type. No field may hold a real personal value: publishers wash what they put in. */
export const eventDataSchemas = {
  "run.started": z.object({
    ...runRef,
    codeHash: z.string(),
    policy: z.string(),
    language: z.string(),
    isolation: z.string().optional(),
  }),
  "run.completed": z.object({
    ...runRef,
    durationMs: z.number(),
    memoryMb: z.number(),
    cpuMs: z.number(),
    toolCalls: count,
  }),
  "run.failed": z.object({ ...runRef, durationMs: z.number(), code: z.string(), message: z.string() }),
  "run.timeout": z.object({ ...runRef, limitMs: z.number(), durationMs: z.number() }),
  "run.waiting": z.object({
    ...runRef,
    reason: z.enum(["approval", "sleep", "event", "question"]),
    approvals: z.array(z.string()),
  }),
  "run.resumed": z.object({ ...runRef, recordedCalls: count }),
  "validation.started": z.object({ ...runRef, codeHash: z.string() }),
  "validation.completed": z.object({
    ...runRef,
    codeHash: z.string(),
    errors: count,
    warnings: count,
    durationMs: z.number(),
  }),
  "security.issue": z.object({
    ...runRef,
    rule: z.string(),
    severity: z.enum(["block", "warn"]),
    line: count,
    message: z.string(),
  }),
  "limit.exceeded": z.object({ ...runRef, limit: z.string(), used: z.number(), max: z.number(), unit: z.string() }),
  "tool.called": z.object({ ...callRef, durationMs: z.number(), readOnly: z.boolean().optional() }),
  "tool.denied": z.object({
    ...callRef,
    rule: z.string(),
    reason: z.string(),
    flow: z.object({ type: piiTypeSchema, from: z.string(), to: z.string() }).optional(),
  }),
  "tool.failed": z.object({ ...callRef, durationMs: z.number(), code: z.string(), message: z.string() }),
  "approval.requested": z.object({ ...callRef, approvalId: z.string(), reason: z.string(), expiresAt: z.string() }),
  "approval.resolved": z.object({
    ...callRef,
    approvalId: z.string(),
    decision: z.enum(["approved", "rejected", "expired"]),
    decidedBy: z.string(),
  }),
  "skill.saved": z.object({ name: z.string(), version: z.string(), digest: z.string(), principal: z.string() }),
  "skill.stale": z.object({ name: z.string(), version: z.string(), tool: z.string(), reason: z.string() }),
  "catalog.changed": z.object({
    server: z.string(),
    added: count,
    removed: count,
    changed: count,
    total: count,
    warnings: z.array(z.string()).optional(),
  }),
  "server.connected": z.object({ server: z.string(), era: z.string(), tools: count, durationMs: z.number() }),
  "server.disconnected": z.object({ server: z.string(), reason: z.string(), retryInMs: z.number().optional() }),
  "policy.reloaded": z.object({ policies: z.array(z.string()) }),
  "policy.rejected": z.object({ file: z.string(), reason: z.string() }),
  "pii.blocked": z.object({ ...runRef, types: z.array(piiTypeSchema), where: z.string() }),
} as const satisfies Record<string, z.ZodType>;

export type EventType = keyof typeof eventDataSchemas;
export type EventData<T extends EventType> = z.infer<(typeof eventDataSchemas)[T]>;
export const eventTypes = Object.keys(eventDataSchemas) as EventType[];

export const EVENT_SOURCE = "sluice";
export const EVENT_STREAM = "SLUICE_EVENTS";
export const EVENT_SUBJECT_PREFIX = "sluice.events.";

/** CloudEvents 1.0, JSON format. */
export const cloudEventSchema = z.object({
  specversion: z.literal("1.0"),
  id: z.string(),
  source: z.string(),
  type: z.enum(eventTypes as [EventType, ...EventType[]]),
  time: z.string(),
  datacontenttype: z.literal("application/json"),
  subject: z.string().optional(),
  data: z.record(z.string(), z.unknown()),
});

export interface SluiceEvent<T extends EventType = EventType> {
  readonly specversion: "1.0";
  readonly id: string;
  readonly source: string;
  readonly type: T;
  /** RFC 3339, UTC. */
  readonly time: string;
  readonly datacontenttype: "application/json";
  /** The run, server, skill or policy file it is about. */
  readonly subject?: string;
  readonly data: EventData<T>;
}

export function toSubject(type: EventType): string {
  return EVENT_SUBJECT_PREFIX + type;
}

/** @throws ZodError when `data` does not fit the type's schema: a programming error. */
export function createEvent<T extends EventType>(
  type: T,
  data: EventData<T>,
  nowMs: number = Date.now(),
): SluiceEvent<T> {
  const checked = eventDataSchemas[type].parse(data) as EventData<T>;
  const about = checked as { runId?: string; server?: string; name?: string; file?: string };
  const subject = about.runId ?? about.server ?? about.name ?? about.file;
  return {
    specversion: "1.0",
    id: createEventId(nowMs),
    source: EVENT_SOURCE,
    type,
    time: new Date(nowMs).toISOString(),
    datacontenttype: "application/json",
    ...(subject === undefined ? {} : { subject }),
    data: checked,
  };
}
