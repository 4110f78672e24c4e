import { HostCalls } from "./host-calls.ts";
import { Program, type ProgramOptions } from "./run-program.ts";

const code = `export default async function (rt) {
  const { value } = await rt.server("warm").up({ list: [1, "two", null], context: rt.context });
  return { value, text: rt.literal(0) };
}`;

/**
 * Runs a program of ours once while the process waits, so that the engine has compiled the whole path before the real
 * one comes. It keeps nothing: its calls, counters and names are its own.
 */
export async function warmUp(
  options: Pick<ProgramOptions, "importCode" | "files" | "inspect" | "settle">,
): Promise<void> {
  const calls = new HostCalls({
    onBusy: () => undefined,
    send: () => {
      queueMicrotask(() => calls.answer({ type: "answer", id: 1, nowMs: 0, ok: true, value: { value: [] } }));
    },
  });
  const program = new Program({ ...options, calls, send: () => undefined, stay: () => undefined });
  await program.run({
    type: "start",
    code,
    context: {},
    literals: ["text"],
    seed: "",
    nowMs: 0,
    parallel: 1,
    slotFunctions: [],
  });
}
