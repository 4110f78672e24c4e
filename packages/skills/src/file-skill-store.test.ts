import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PublishSkillRequest, skillMetadataSchema } from "@sluice/contracts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSkillStore } from "./file-skill-store.ts";
import { parseSkillDocument } from "./frontmatter.ts";

let root: string;
let skillsDir: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "sluice-skills-"));
  skillsDir = join(root, "skills");
});
afterEach(() => rm(root, { recursive: true, force: true }));

const CODE = "export default async function (input) { return 1 }\n";
const request = (extra: Partial<PublishSkillRequest> = {}): PublishSkillRequest => ({
  name: "weekly-report",
  description: "Writes the weekly report",
  code: CODE,
  createdBy: "local",
  policy: "demo",
  requiredTools: [{ address: "crm.list_customers", digest: "a".repeat(64) }],
  ...extra,
});
const withCode = (n: number): Partial<PublishSkillRequest> => ({ code: `export default () => ${n}\n` });
const text = (...parts: string[]): Promise<string> => readFile(join(skillsDir, "weekly-report", ...parts), "utf8");

describe("publish()", () => {
  it("publish() lays a skill out with document, metadata, code and an immutable copy", async () => {
    const store = createSkillStore({ skillsDir });
    const published = await store.publish(request({ fromRun: "run_1" }));
    expect(published).toEqual({ name: "weekly-report", version: "1.0.0", path: "skills/weekly-report", warnings: [] });
    expect(await text("scripts", "skill.ts")).toBe(CODE);
    expect(await text("versions", "1.0.0", "scripts", "skill.ts")).toBe(CODE);
    const metadata = skillMetadataSchema.parse(JSON.parse(await text("metadata.json")));
    expect(metadata).toMatchObject({
      current: "1.0.0",
      versions: [{ version: "1.0.0", fromRun: "run_1", policy: "demo" }],
    });
    expect(skillMetadataSchema.parse(JSON.parse(await text("versions", "1.0.0", "metadata.json"))).current).toBe(
      "1.0.0",
    );
    const document = parseSkillDocument(await text("SKILL.md"));
    expect(document?.frontmatter).toEqual({
      name: "weekly-report",
      description: "Writes the weekly report",
      metadata: { version: "1.0.0" },
      "allowed-tools": "crm.list_customers",
    });
    expect(document?.body).toContain('import weeklyReport from "./skills/weekly-report.ts"');
    expect(await readdir(skillsDir)).toEqual(["weekly-report"]);
  });

  it("publish() counts up: a patch for new code, a minor step for a new interface", async () => {
    const store = createSkillStore({ skillsDir });
    await store.publish(request());
    expect((await store.publish(request(withCode(1)))).version).toBe("1.0.1");
    const inputSchema = { type: "object", properties: { week: { type: "integer" } } };
    expect((await store.publish(request({ ...withCode(2), inputSchema }))).version).toBe("1.1.0");
    expect((await store.publish(request({ ...withCode(3), inputSchema, version: "3.0.0" }))).version).toBe("3.0.0");
    expect((await readdir(join(skillsDir, "weekly-report", "versions"))).sort()).toEqual([
      "1.0.0",
      "1.0.1",
      "1.1.0",
      "3.0.0",
    ]);
    expect(await text("versions", "1.0.0", "scripts", "skill.ts")).toBe(CODE);
    expect(await text("scripts", "skill.ts")).toBe("export default () => 3\n");
  });

  it("publish() returns the current version with a warning where nothing is new", async () => {
    const store = createSkillStore({ skillsDir });
    await store.publish(request());
    const again = await store.publish(request({ fromRun: "run_2", createdBy: "other" }));
    expect(again.version).toBe("1.0.0");
    expect(again.warnings).toHaveLength(1);
    expect((await store.publish(request({ description: "Another" }))).version).toBe("1.0.1");
  });

  it("publish() refuses an existing version and an older one", async () => {
    const store = createSkillStore({ skillsDir });
    await store.publish(request({ version: "2.0.0" }));
    await expect(store.publish(request({ ...withCode(1), version: "2.0.0" }))).rejects.toMatchObject({
      code: "conflict",
    });
    await expect(store.publish(request({ ...withCode(1), version: "1.9.9" }))).rejects.toMatchObject({
      code: "conflict",
    });
    await expect(store.publish(request({ ...withCode(1), version: "2.0" }))).rejects.toMatchObject({
      code: "bad_input",
    });
    expect((await store.read("weekly-report")).version).toBe("2.0.0");
  });

  it("publish() refuses names that are no skill names, empty descriptions and empty code", async () => {
    const store = createSkillStore({ skillsDir });
    for (const name of ["../up", "A", "a--b", "-a", "a/b", "", "a".repeat(65), "__proto__", "."]) {
      await expect(store.publish(request({ name })), name).rejects.toMatchObject({ code: "bad_input" });
    }
    await expect(store.publish(request({ description: "  " }))).rejects.toMatchObject({ code: "bad_input" });
    await expect(store.publish(request({ code: " \n" }))).rejects.toMatchObject({ code: "bad_input" });
    await expect(store.publish(request({ code: "x".repeat(1_048_577) }))).rejects.toMatchObject({ code: "bad_input" });
    expect(await readdir(root)).toEqual([]);
  });

  it("publish() of one name at once gives each its own version", async () => {
    const stores = [createSkillStore({ skillsDir }), createSkillStore({ skillsDir })];
    const all = await Promise.all(
      Array.from({ length: 12 }, (_unused, n) => stores[n % 2]?.publish(request(withCode(n)))),
    );
    expect(new Set(all.map((published) => published?.version)).size).toBe(12);
    const [metadata] = await createSkillStore({ skillsDir }).list();
    expect(metadata?.versions).toHaveLength(12);
    for (const version of metadata?.versions ?? []) {
      expect((await stores[0]?.read("weekly-report", version.version))?.metadata.digest).toBe(version.digest);
    }
  });

  it("publish() leaves a folder alone that holds something else", async () => {
    await mkdir(join(skillsDir, "weekly-report"), { recursive: true });
    await writeFile(join(skillsDir, "weekly-report", "notes.txt"), "mine");
    await expect(createSkillStore({ skillsDir }).publish(request())).rejects.toMatchObject({ code: "conflict" });
    expect(await readdir(skillsDir)).toEqual(["weekly-report"]);
    expect(await text("notes.txt")).toBe("mine");
  });
});

describe("read()", () => {
  it("read() takes the newest version of a prefix", async () => {
    const store = createSkillStore({ skillsDir });
    for (const [n, version] of ["1.2.0", "1.9.0", "1.10.0", "2.0.0"].entries()) {
      await store.publish(request({ ...withCode(n), version, description: `About ${version}` }));
    }
    expect((await store.read("weekly-report", "1")).version).toBe("1.10.0");
    expect((await store.read("weekly-report", "1.2")).version).toBe("1.2.0");
    expect(await store.read("weekly-report", "1.9.0")).toMatchObject({
      description: "About 1.9.0",
      code: "export default () => 1\n",
    });
    expect((await store.read("weekly-report")).version).toBe("2.0.0");
    for (const wanted of ["3", "1.1", "", "..", "1.2.0.0", "x"]) {
      await expect(store.read("weekly-report", wanted), wanted).rejects.toMatchObject({ code: "not_found" });
    }
  });

  it("read() names what there is where a skill is unknown", async () => {
    const store = createSkillStore({ skillsDir });
    await expect(store.read("nothing")).rejects.toThrow("none is published yet");
    await store.publish(request());
    await expect(store.read("weekly-repor")).rejects.toThrow("published are weekly-report");
    await expect(store.read("../../etc")).rejects.toMatchObject({ code: "not_found" });
  });

  it("read() refuses tampered code and list() leaves the skill out with a warning", async () => {
    const warnings: string[] = [];
    const store = createSkillStore({ skillsDir, onWarning: (message) => warnings.push(message) });
    await store.publish(request());
    await store.publish(request({ name: "other" }));
    await writeFile(join(skillsDir, "weekly-report", "scripts", "skill.ts"), "export default () => 'stolen'");
    await expect(store.read("weekly-report")).rejects.toMatchObject({ code: "conflict" });
    expect((await store.list()).map((skill) => skill.name)).toEqual(["other"]);
    await store.list();
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain("weekly-report");
  });

  it("read() refuses a tampered copy of a version", async () => {
    const store = createSkillStore({ skillsDir });
    await store.publish(request());
    await store.publish(request(withCode(1)));
    await writeFile(join(skillsDir, "weekly-report", "versions", "1.0.0", "scripts", "skill.ts"), "export default 1");
    await expect(store.read("weekly-report", "1.0.0")).rejects.toMatchObject({ code: "conflict" });
    expect((await store.read("weekly-report")).version).toBe("1.0.1");
  });

  it("read() finishes a publication that was cut off after its metadata", async () => {
    const store = createSkillStore({ skillsDir });
    await store.publish(request());
    const [code, document] = [await text("scripts", "skill.ts"), await text("SKILL.md")];
    await store.publish(request(withCode(1)));
    await writeFile(join(skillsDir, "weekly-report", "scripts", "skill.ts"), code);
    await writeFile(join(skillsDir, "weekly-report", "SKILL.md"), document);
    expect((await store.read("weekly-report")).code).toBe("export default () => 1\n");
    expect(await text("scripts", "skill.ts")).toBe("export default () => 1\n");
    expect(parseSkillDocument(await text("SKILL.md"))?.frontmatter.metadata).toEqual({ version: "1.0.1" });
  });

  it("publish() goes on over a version folder that no metadata knows", async () => {
    const store = createSkillStore({ skillsDir });
    await store.publish(request());
    await mkdir(join(skillsDir, "weekly-report", "versions", "1.0.1", "scripts"), { recursive: true });
    await writeFile(join(skillsDir, "weekly-report", "versions", "1.0.1", "scripts", "skill.ts"), "half");
    expect((await store.publish(request(withCode(1)))).version).toBe("1.0.1");
    expect((await store.read("weekly-report", "1.0.1")).code).toBe("export default () => 1\n");
  });

  it("list() leaves out a skill whose metadata is broken and keeps the others", async () => {
    const store = createSkillStore({ skillsDir });
    await store.publish(request({ name: "good" }));
    for (const [name, metadata] of [
      ["not-json", "{"],
      ["wrong", "{}"],
    ] as const) {
      await mkdir(join(skillsDir, name), { recursive: true });
      await writeFile(join(skillsDir, name, "metadata.json"), metadata);
    }
    expect((await store.list()).map((skill) => skill.name)).toEqual(["good"]);
    expect(store.warnings()).toHaveLength(2);
    await expect(store.read("wrong")).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("hand-written skills", () => {
  const write = async (document: string, code = "export default () => 7\n"): Promise<void> => {
    await mkdir(join(skillsDir, "mine", "scripts"), { recursive: true });
    await writeFile(join(skillsDir, "mine", "SKILL.md"), document);
    await writeFile(join(skillsDir, "mine", "scripts", "skill.ts"), code);
  };

  it("read() takes a folder without metadata.json with the version of its frontmatter", async () => {
    await write('---\nname: mine\ndescription: My own\nmetadata:\n  version: "1.4.2"\n---\nHello\n');
    const store = createSkillStore({ skillsDir });
    expect(await store.read("mine")).toMatchObject({
      version: "1.4.2",
      description: "My own",
      code: "export default () => 7\n",
    });
    expect(await store.read("mine", "1")).toMatchObject({ version: "1.4.2" });
    expect((await store.list()).map((skill) => skillMetadataSchema.parse(skill).current)).toEqual(["1.4.2"]);
  });

  it("read() takes one without a version as 0.0.0 and says so", async () => {
    await write("---\nname: another\ndescription: My own\n---\n");
    const store = createSkillStore({ skillsDir });
    expect((await store.read("mine")).version).toBe("0.0.0");
    await store.list();
    expect(store.warnings()).toHaveLength(2);
  });

  it("publish() over one keeps it as a version", async () => {
    await write('---\nname: mine\ndescription: My own\nmetadata:\n  version: "1.4.2"\n---\nHello\n');
    const store = createSkillStore({ skillsDir });
    expect((await store.publish(request({ name: "mine" }))).version).toBe("1.4.3");
    expect((await store.read("mine", "1.4.2")).code).toBe("export default () => 7\n");
    expect((await store.read("mine")).code).toBe(CODE);
  });

  it("list() passes over folders without code and warns of unreadable frontmatter", async () => {
    await mkdir(join(skillsDir, "prose-only"), { recursive: true });
    await writeFile(join(skillsDir, "prose-only", "SKILL.md"), "---\nname: prose-only\ndescription: x\n---\n");
    await write("no frontmatter at all");
    const store = createSkillStore({ skillsDir });
    expect(await store.list()).toEqual([]);
    expect(store.warnings()).toHaveLength(1);
  });
});

describe("onChange()", () => {
  it("onChange() fires on publish and stops after unsubscribing", async () => {
    const store = createSkillStore({ skillsDir });
    let fired = 0;
    const stop = store.onChange(() => {
      fired += 1;
    });
    await store.publish(request());
    expect(fired).toBe(1);
    stop();
    await store.publish(request(withCode(1)));
    expect(fired).toBe(1);
    await store.close();
    await store.close();
    await expect(store.publish(request(withCode(2)))).rejects.toMatchObject({ code: "conflict" });
  });

  it("onChange() fires when a file changes on disk", async () => {
    const writer = createSkillStore({ skillsDir });
    await writer.publish(request());
    const store = createSkillStore({ skillsDir, watch: { debounceMs: 5, pollMs: 20 } });
    const changed = new Promise<void>((resolve) => {
      store.onChange(resolve);
    });
    // Until the watch has seen the first state there is nothing to differ from, so change it until it notices.
    let n = 0;
    const timer = setInterval(() => void writer.publish(request(withCode(n++))), 40);
    await changed;
    clearInterval(timer);
    await writer.close();
    await store.close();
  });
});
