import { linkSync, lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { giveFolder, scanWorkspace } from "./scan-workspace.ts";

let base = "";
let root = "";

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "scan-"));
  root = join(base, "workspace");
  mkdirSync(join(root, "folder"), { recursive: true });
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

test("scanWorkspace() counts files and folders at all depths", async () => {
  writeFileSync(join(root, "a"), Buffer.alloc(10_000));
  writeFileSync(join(root, "folder", "b"), "x");
  const use = await scanWorkspace(root);
  expect(use.files).toBe(3);
  expect(use.bytes).toBeGreaterThanOrEqual(10_000);
});

test("scanWorkspace() neither follows nor misses a link that leads out", async () => {
  const outside = join(base, "outside");
  mkdirSync(outside);
  writeFileSync(join(outside, "secret"), Buffer.alloc(1_000_000));
  symlinkSync(outside, join(root, "folder", "out"));
  symlinkSync("../../outside/secret", join(root, "folder", "up"));
  symlinkSync("a", join(root, "inside"));
  const use = await scanWorkspace(root);
  expect([...use.outwardLinks].sort()).toEqual(["folder/out", "folder/up"]);
  expect(use.bytes).toBeLessThan(500_000);
});

test("scanWorkspace() takes a folder that only begins like ours for one outside", async () => {
  symlinkSync(`${root}-other`, join(root, "link"));
  expect((await scanWorkspace(root)).outwardLinks).toEqual(["link"]);
});

test("scanWorkspace() of a folder that is gone is empty", async () => {
  expect(await scanWorkspace(join(base, "gone"))).toMatchObject({ files: 0, bytes: 0 });
});

test("scanWorkspace() hands files over, but never one that has a second name", async () => {
  const uid = process.getuid?.() === 0 ? 60_800 : (process.getuid?.() ?? 0);
  writeFileSync(join(root, "mine"), "x");
  writeFileSync(join(base, "theirs"), "x");
  linkSync(join(base, "theirs"), join(root, "planted"));
  giveFolder(root, uid);
  expect(lstatSync(root).uid).toBe(uid);
  await scanWorkspace(root, { uid });
  expect(lstatSync(join(root, "mine")).uid).toBe(uid);
  expect(lstatSync(join(base, "theirs")).uid).toBe(process.getuid?.() ?? 0);
});
