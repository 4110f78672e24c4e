/** Cursors are opaque to callers, so that paging may change without breaking them. */
export function createCursor(afterId: number): string {
  return Buffer.from(`after:${afterId}`).toString("base64url");
}

/** @returns the id to go on after; 0 without a cursor, undefined for one this server did not make */
export function parseCursor(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return 0;
  const match = /^after:(\d{1,15})$/.exec(Buffer.from(cursor, "base64url").toString("utf8"));
  return match?.[1] === undefined ? undefined : Number(match[1]);
}
