import type { GuestOutcome, ToolEntry } from "@sluice/contracts";
import type { Admitted } from "./admit-call.ts";
import type { BuiltInTools } from "./built-in-tools.ts";
import type { EngineDeps } from "./deps.ts";
import { dispatchCall } from "./dispatch-call.ts";
import { ParallelSlots } from "./parallel-slots.ts";
import type { RunContext } from "./run-context.ts";

/** Sends a run's admitted calls, so many at once, and keeps the host's own log of them. */
export class CallDispatcher {
  readonly #deps: EngineDeps;
  readonly #context: RunContext;
  readonly #builtIns: BuiltInTools;
  readonly #slots: ParallelSlots;
  /** Sent and not answered yet. */
  readonly #open = new Map<number, ToolEntry>();
  #isOver = false;

  constructor(deps: EngineDeps, context: RunContext, builtIns: BuiltInTools) {
    this.#deps = deps;
    this.#context = context;
    this.#builtIns = builtIns;
    this.#slots = new ParallelSlots(context.policy.calls.parallel);
  }

  /** @returns undefined where the run ended before the call's turn came: it was never sent */
  async send(
    callId: number,
    admitted: Extract<Admitted, { kind: "ready" }>,
  ): Promise<GuestOutcome | "parked" | undefined> {
    await this.#slots.take();
    const startedAt = performance.now();
    const { entry, args } = admitted;
    try {
      if (this.#isOver) return undefined;
      this.#open.set(callId, entry);
      const outcome = await dispatchCall(this.#deps, this.#context, this.#builtIns, callId, entry, args);
      const isCounted = this.#open.delete(callId);
      if (outcome === "parked" || !isCounted) return outcome;
      this.#context.calls.push({
        seq: callId,
        server: entry.server,
        tool: entry.name,
        status: this.#isOver ? "unawaited" : outcome.ok ? "ok" : "failed",
        durationMs: Math.round(performance.now() - startedAt),
        ...(outcome.ok ? {} : { errorCode: outcome.error.code }),
      });
      return outcome;
    } finally {
      this.#slots.release();
    }
  }

  /** No further call leaves. */
  end(): void {
    this.#isOver = true;
  }

  /** Whatever is still open counts as forgotten; its effect takes place all the same. */
  forgetOpen(waitedMs: number): void {
    for (const [seq, { server, name }] of this.#open) {
      this.#context.calls.push({ seq, server, tool: name, status: "unawaited", durationMs: waitedMs });
    }
    this.#open.clear();
  }
}
