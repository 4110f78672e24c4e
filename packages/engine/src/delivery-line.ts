import type { GuestOutcome } from "@sluice/contracts";
import type { JournalWriter, OutcomeOptions } from "./journal-writer.ts";
import type { Replay } from "./replay.ts";

interface Held {
  readonly callId: number;
  readonly outcome: GuestOutcome;
  readonly nowMs: number;
}

/** Outcomes on their way to the guest: into the journal first, and never before what was recorded earlier. */
export class DeliveryLine {
  readonly #journal: JournalWriter;
  readonly #replay: Replay;
  readonly #send: (callId: number, outcome: GuestOutcome, nowMs: number) => void;
  #held: Held[] = [];

  constructor(
    journal: JournalWriter,
    replay: Replay,
    send: (callId: number, outcome: GuestOutcome, nowMs: number) => void,
  ) {
    this.#journal = journal;
    this.#replay = replay;
    this.#send = send;
  }

  /** Resolves once the journal has the outcome, as surely as `how` asks. */
  async deliver(callId: number, outcome: GuestOutcome, how: OutcomeOptions = {}): Promise<void> {
    const nowMs = await this.#journal.outcome(callId, outcome, how);
    this.#held.push({ callId, outcome, nowMs });
    this.advance();
  }

  /** Sends all that may go now. */
  advance(): void {
    for (const { callId, outcome, nowMs } of this.#replay.due()) this.#send(callId, outcome, nowMs);
    if (!this.#replay.isDone) return;
    const held = this.#held;
    this.#held = [];
    for (const { callId, outcome, nowMs } of held) this.#send(callId, outcome, nowMs);
  }
}
