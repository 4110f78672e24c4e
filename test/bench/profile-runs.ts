// Where a run's time goes in the engine: by stage, as the caller waits, and by package, as the processor works.
import { parseArgs } from "node:util";
import { executeCodeInput } from "@sluice/contracts";
import { composeEngine, PRINCIPAL } from "./harness/compose-engine.ts";
import { profile } from "./harness/cpu-profile.ts";
import { createStageClock } from "./harness/stage-clock.ts";

const { values } = parseArgs({
  options: {
    dir: { type: "string", default: "" },
    rounds: { type: "string", default: "10" },
    code: { type: "string", default: "" },
  },
});
const rounds = Number(values.rounds);
const clock = createStageClock();
await using composed = await composeEngine({ dir: values.dir, tier: "strict", wrap: clock.wrap });
for (let i = 0; i < Math.max(10, rounds / 4); i++) await runOnce();
clock.reset();
for (let i = 0; i < rounds; i++) await runOnce();
const stages = clock.read();
const report = await profile(async () => {
  for (let i = 0; i < rounds; i++) await runOnce();
});
process.send?.({ stages, profile: report, rounds });
process.disconnect?.();

async function runOnce(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 100));
  const startedAt = performance.now();
  const { answer } = await composed.engine.executeCode(
    { principal: PRINCIPAL },
    executeCodeInput.parse({ code: values.code }),
  );
  clock.add("in all", performance.now() - startedAt);
  if (!answer.success) throw new Error(`Cannot measure: ${JSON.stringify(answer.error)}`);
}
