import { EngineError } from "@sluice/contracts";

export function closedError(): EngineError {
  return new EngineError("sandbox_unavailable", "Cannot start the run: the sandbox is closed, start the gateway again");
}

export function overloadedError(queued: number): EngineError {
  return new EngineError("overloaded", `Cannot start the run: ${queued} others wait already, try again later`, {
    details: { queued },
  });
}

export function deadlineError(position: number): EngineError {
  return new EngineError(
    "timeout",
    "Cannot start the run: its deadline passed while it waited for a process, allow more time or more processes",
    { details: { position } },
  );
}

export function cancelledError(): EngineError {
  return new EngineError("cancelled", "Cannot start the run: the caller cancelled it");
}
