import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SessionKey } from "@sluice/contracts";
import { expect, test } from "vitest";
import { createWorkspaces } from "./workspaces.ts";

test("createWorkspaces() lets other users pass to a session's folder, and none but its owner into it", async () => {
  const root = mkdtempSync(join(tmpdir(), "workspaces-"));
  try {
    const dir = join(root, "deep", "workspaces");
    const folder = await createWorkspaces(dir)("ses_a" as SessionKey);
    expect(statSync(dir).mode & 0o777).toBe(0o711);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
