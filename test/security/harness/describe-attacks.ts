import type { IsolationTier } from "@sluice/contracts";
import { afterAll, describe, expect, test } from "vitest";
import { until } from "../../fixtures/until.ts";
import { readAttacks } from "./attack-file.ts";
import { AttackRange } from "./attack-range.ts";
import { countDescriptors } from "./descriptors.ts";
import { findFaults } from "./judge.ts";

/** One test an attack, all of them against one gateway that has to be as good at the end as it was at first. */
export async function describeAttacks(tier: IsolationTier): Promise<void> {
  const range = await AttackRange.open(tier);
  afterAll(() => range[Symbol.asyncDispose]());
  if (!(await range.isOffered())) {
    test(`a machine without tier ${tier} runs no code rather than weaker boxed code`, async () => {
      const { refusal, answer } = await range.send("healthy", "return 1", "weaker");
      expect(refusal?.code ?? answer?.error?.code).toMatch(/^(?:isolation|sandbox)_unavailable$/);
    });
    return;
  }
  await range.findIllness("before");
  const descriptors = countDescriptors();
  const attacks = readAttacks();

  describe.concurrent(`tier ${tier}`, () => {
    test.each(attacks.map((attack) => [attack.title, attack] as const))("%s", async (_title, attack) => {
      const before = attacks.find(({ id }) => id === attack.after);
      const report = await range.attack(attack, before);
      expect(findFaults(attack, report, tier)).toEqual([]);
    });
  });

  describe(`tier ${tier} afterwards`, () => {
    test("nobody was told the secret, and the disk does not have it", () => {
      expect(JSON.stringify([range.events, range.log])).not.toContain(range.secret);
      expect(range.readData()).not.toContain(range.secret);
    });

    test("no descriptor is left open", async () => {
      expect(await range.findIllness("after")).toBeUndefined();
      await until(() => countDescriptors() <= descriptors);
    });

    test("the forbidden tool was never called", () => {
      expect(range.effects).not.toContain("deleted all");
    });
  });
}
