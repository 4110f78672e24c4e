import { describe, expect, it } from "vitest";
import { Database } from "./database.ts";
import { toListQuery } from "./list-query.ts";
import { createTempDir } from "./temp-dir.fixture.ts";

describe("toListQuery()", () => {
  it.each([
    [{ limit: 50 }],
    [{ principal: "ann", limit: 50 }],
    [{ status: ["waiting" as const], limit: 50 }],
    [{ status: ["waiting" as const, "running" as const], limit: 50 }],
    [{ since: "2026-01-01T00:00:00Z", limit: 50 }],
    [{ principal: "ann", status: ["failed" as const], since: "2026-01-01T00:00:00Z", limit: 50 }],
  ])("uses an index for %j, so that ten thousand runs stay quick to list", async (filter) => {
    using temp = createTempDir();
    const db = await Database.open(temp.path);
    const { sql, values } = toListQuery(filter, (principal) => principal);
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values);
    expect(String(plan[0]?.detail)).toMatch(/USING INDEX runs_by_/);
    await db.close();
  });
});
