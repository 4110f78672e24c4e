import { mkdir, mkdtemp, rename, rm, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type PolicyRejection, PolicyStore, type PolicyStoreOptions } from "./policy-store.ts";

let dir: string;
let rejected: PolicyRejection[];
let reloaded: (readonly string[])[];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "sluice-policies-"));
  rejected = [];
  reloaded = [];
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const write = (file: string, text: string): Promise<void> => writeFile(join(dir, file), text);
const open = (options: Partial<PolicyStoreOptions> = {}): Promise<PolicyStore> =>
  PolicyStore.open({
    dir,
    isWatching: false,
    onRejected: (rejection) => rejected.push(rejection),
    onReloaded: (policies) => reloaded.push(policies),
    ...options,
  });
const toolsOf = (store: PolicyStore, principal: string): unknown => store.select(principal).tools;
const AGENT = 'name: agent\nmatch: { principals: ["agent/*"] }\ntools: [{ allow: a.b }]\n';

describe("PolicyStore", () => {
  it("open() denies everything and warns where there is no default policy or no folder", async () => {
    const store = await open({ dir: join(dir, "nowhere") });
    expect(store.select("x")).toMatchObject({ name: "default", tools: [] });
    expect(store.warnings).toHaveLength(1);
    await store.close();
  });

  it("open() refuses a default policy that is broken", async () => {
    await write("default.yaml", "name: default\ntools: 3\n");
    await expect(open()).rejects.toMatchObject({
      code: "bad_policy",
      message: expect.stringContaining("default.yaml"),
    });
  });

  it("open() denies everything to the principals of a policy that is broken from the start", async () => {
    await write("default.yaml", "name: default\ntools: [{ allow: x.y }]\n");
    await write("agent.yaml", `${AGENT}nonsense: 1\n`);
    const store = await open();
    expect(toolsOf(store, "agent/1")).toEqual([]);
    expect(toolsOf(store, "other")).toHaveLength(1);
    expect(rejected.map((rejection) => rejection.file)).toEqual(["agent.yaml"]);
    await write("agent.yaml", AGENT);
    await store.reload();
    expect(toolsOf(store, "agent/1")).toEqual([{ allow: "a.b" }]);
    expect(store.list().map((policy) => policy.name)).toEqual(["agent", "default"]);
  });

  it("open() refuses a broken policy whose principals cannot be told", async () => {
    await write("agent.yaml", "name: agent\nmatch: { principals: [\n");
    await expect(open()).rejects.toMatchObject({ code: "bad_policy" });
    await write("agent.yaml", "name: agent\nx: 1\n  y: [\n");
    await expect(open()).rejects.toMatchObject({ code: "bad_policy" });
    await writeFile(join(dir, "agent.yaml"), Buffer.from([0xff, 0xfe, 0x00]));
    await expect(open()).rejects.toMatchObject({ code: "bad_policy", message: expect.stringContaining("UTF-8") });
  });

  it("reload() takes edits, keeps the last good version of a broken file and reports it once", async () => {
    await write("agent.yaml", AGENT);
    await write("other.yaml", "name: other\nmatch: { principals: [o] }\n");
    const store = await open();
    await write("agent.yaml", "name: agent\ntools: [");
    await write("other.yaml", "name: other\nmatch: { principals: [o] }\ntools: [{ allow: c.d }]\n");
    await store.reload();
    await store.reload();
    expect(toolsOf(store, "agent/1")).toEqual([{ allow: "a.b" }]);
    expect(toolsOf(store, "o")).toEqual([{ allow: "c.d" }]);
    expect(rejected.map((rejection) => rejection.file)).toEqual(["agent.yaml"]);
    expect(reloaded).toEqual([["other"]]);
    expect(store.problems).toHaveLength(1);
    await write("agent.yaml", AGENT.replace("a.b", "e.f"));
    await store.reload();
    expect(toolsOf(store, "agent/1")).toEqual([{ allow: "e.f" }]);
    expect(store.problems).toEqual([]);
  });

  it("reload() keeps a policy whose parent was removed or goes in a circle now", async () => {
    await write("base.yaml", "name: base\ntools: [{ deny: z.z }]\n");
    await write("agent.yaml", `${AGENT}extends: base\n`);
    const store = await open();
    await unlink(join(dir, "base.yaml"));
    await store.reload();
    expect(toolsOf(store, "agent/1")).toEqual([{ allow: "a.b" }, { deny: "z.z" }]);
    await write("base.yaml", "name: base\nextends: agent\n");
    await store.reload();
    expect(toolsOf(store, "agent/1")).toEqual([{ allow: "a.b" }, { deny: "z.z" }]);
    expect(rejected.length).toBeGreaterThan(1);
    await write("base.yaml", "name: base\n");
    await store.reload();
    expect(toolsOf(store, "agent/1")).toEqual([{ allow: "a.b" }]);
  });

  it("reload() removes a policy with its file, and a policy that takes another's name changes nothing of that one", async () => {
    await write("agent.yaml", AGENT);
    const store = await open();
    for (const file of ["aaa.yaml", "zcopy.yaml"]) {
      await write(file, AGENT.replace("a.b", "evil.all"));
      await store.reload();
      expect(toolsOf(store, "agent/1"), file).toEqual([{ allow: "a.b" }]);
    }
    expect(rejected.map((rejection) => rejection.file)).toEqual(["aaa.yaml", "zcopy.yaml"]);
    await unlink(join(dir, "aaa.yaml"));
    await unlink(join(dir, "zcopy.yaml"));
    await store.reload();
    expect(toolsOf(store, "agent/1")).toEqual([{ allow: "a.b" }]);
    await unlink(join(dir, "agent.yaml"));
    await store.reload();
    expect(store.find("agent")).toBeUndefined();
    expect(store.get("agent").tools).toEqual([]);
  });

  it("the watch notices saving in place and saving by renaming, as editors do", async () => {
    await write("agent.yaml", AGENT);
    let wake = (): void => undefined;
    const store = await open({ isWatching: true, debounceMs: 5, pollMs: 25, onReloaded: () => wake() });
    const next = (): Promise<void> =>
      new Promise((resolve) => {
        wake = resolve;
      });
    let seen = next();
    await write("agent.yaml", AGENT.replace("a.b", "in.place"));
    await seen;
    expect(toolsOf(store, "agent/1")).toEqual([{ allow: "in.place" }]);
    seen = next();
    await write(".agent.yaml.swp", AGENT.replace("a.b", "re.named"));
    await rename(join(dir, ".agent.yaml.swp"), join(dir, "agent.yaml"));
    await seen;
    expect(toolsOf(store, "agent/1")).toEqual([{ allow: "re.named" }]);
    await store.close();
    await store.close();
  });

  it("the store reads policy files only", async () => {
    await mkdir(join(dir, "folder.yaml"));
    await write(".hidden.yaml", "broken: [");
    await write("policy.schema.json", "{}");
    await write("agent.yml", AGENT);
    const store = await open();
    expect(store.list().map((policy) => policy.name)).toEqual(["agent", "default"]);
  });
});
