import { expect, test } from "vitest";
import { checkFidelity } from "../fidelity/check-fidelity.ts";

test("random programs come out of the journal as they went in: output, logs and calls, three times over", {
  timeout: 300_000,
}, async () => {
  const seed = Date.now() % 1_000_000;
  const { programs, calls, departures } = await checkFidelity({ programs: 25, seed });
  expect(departures, `seed ${seed}`).toEqual([]);
  expect(programs).toBe(25);
  expect(calls).toBeGreaterThan(25);
});
