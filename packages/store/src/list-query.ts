import type { RunFilter } from "@sluice/contracts";
import { parseTime } from "./time.ts";

export interface ListQuery {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/** Newest first; each filter alone is served by an index. */
export function toListQuery(filter: RunFilter, digestOf: (principal: string) => string): ListQuery {
  const where: string[] = [];
  const values: (string | number)[] = [];
  if (filter.principal !== undefined) {
    where.push("principal_digest = ?");
    values.push(digestOf(filter.principal));
  }
  if (filter.status !== undefined) {
    where.push(`status IN (${filter.status.map(() => "?").join(", ")})`);
    values.push(...filter.status);
  }
  if (filter.since !== undefined) {
    where.push("started_ms >= ?");
    values.push(parseTime(filter.since, "since"));
  }
  const condition = where.length === 0 ? "" : ` WHERE ${where.join(" AND ")}`;
  values.push(Math.max(0, Math.trunc(filter.limit)));
  return { sql: `SELECT run_id, head FROM runs${condition} ORDER BY started_ms DESC, rowid DESC LIMIT ?`, values };
}
