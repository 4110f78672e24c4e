import type { Store } from "@sluice/contracts";
import { describe, expect, it } from "vitest";
import { openStore } from "./open-store.ts";
import { createApproval } from "./run.fixture.ts";
import { createTempDir } from "./temp-dir.fixture.ts";

const decision = { status: "approved", decidedBy: "bob", decidedAt: "2026-01-01T12:00:00.000Z" } as const;

async function withApprovals(work: (approvals: Store["approvals"]) => Promise<void>): Promise<void> {
  using temp = createTempDir();
  const store = await openStore({ dir: temp.path });
  try {
    await work(store.approvals);
  } finally {
    await store.close();
  }
}

describe("approvals", () => {
  it("decide() takes the first decision only, with what the decider changed", () =>
    withApprovals(async (approvals) => {
      await approvals.insert(createApproval("apr_1"));
      const edited = { ...decision, editedArguments: { id: 8 }, note: "the other one" };
      const both = await Promise.all([
        approvals.decide("apr_1", edited),
        approvals.decide("apr_1", { ...decision, status: "rejected", decidedBy: "eve" }),
      ]);
      expect(both.map((result) => result.isDecided)).toEqual([true, false]);
      const expected = { ...createApproval("apr_1"), ...edited };
      expect(both.map((result) => result.record)).toEqual([expected, expected]);
      expect(await approvals.get("apr_1")).toEqual(expected);
    }));

  it("decide() after the expiry approves nothing and marks it expired", () =>
    withApprovals(async (approvals) => {
      await approvals.insert(createApproval("apr_1"));
      const late = await approvals.decide("apr_1", { ...decision, decidedAt: "2026-01-02T00:00:00.001Z" });
      expect(late).toMatchObject({ isDecided: false, record: { status: "expired" } });
      expect(await approvals.decide("apr_1", decision)).toMatchObject({
        isDecided: false,
        record: { status: "expired" },
      });
    }));

  it("decide() and insert() refuse unknown and known ids", () =>
    withApprovals(async (approvals) => {
      await expect(approvals.decide("apr_9", decision)).rejects.toMatchObject({ code: "not_found" });
      await approvals.insert(createApproval("apr_1"));
      await expect(approvals.insert(createApproval("apr_1"))).rejects.toMatchObject({ code: "conflict" });
      expect(await approvals.get("apr_9")).toBeUndefined();
    }));

  it("list() filters by run and status, newest first", () =>
    withApprovals(async (approvals) => {
      for (let n = 1; n <= 4; n++) {
        await approvals.insert(
          createApproval(`apr_${n}`, { runId: n > 2 ? "run_2" : "run_1", createdAt: `2026-01-01T00:00:0${n}.000Z` }),
        );
      }
      await approvals.decide("apr_3", decision);
      const ids = async (filter: Parameters<typeof approvals.list>[0]) =>
        (await approvals.list(filter)).map((approval) => approval.id);
      expect(await ids({ limit: 3 })).toEqual(["apr_4", "apr_3", "apr_2"]);
      expect(await ids({ runId: "run_1", limit: 9 })).toEqual(["apr_2", "apr_1"]);
      expect(await ids({ status: "pending", limit: 9 })).toEqual(["apr_4", "apr_2", "apr_1"]);
      expect(await ids({ runId: "run_2", status: "approved", limit: 9 })).toEqual(["apr_3"]);
    }));
});
