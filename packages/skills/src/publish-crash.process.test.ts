import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSkillStore } from "./file-skill-store.ts";

let root: string;
let skillsDir: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "sluice-skills-"));
  skillsDir = join(root, "skills");
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** Publishes version after version until it is killed, or `count` of them. */
function startPublisher(label: string, count: number): ChildProcess {
  const program = `
    const { createSkillStore } = await import(${JSON.stringify(new URL("./index.ts", import.meta.url).href)});
    const store = createSkillStore({ skillsDir: ${JSON.stringify(skillsDir)} });
    for (let n = 0; n < ${count}; n += 1) {
      const published = await store.publish({ name: "busy", description: "Busy", code: "export default () => '${label} " + n + "'\\n", createdBy: "${label}", policy: "demo", requiredTools: [] });
      console.log(published.version);
    }`;
  return spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: ["ignore", "pipe", "inherit"] });
}

async function readVersions(child: ChildProcess): Promise<readonly string[]> {
  let text = "";
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  await once(child, "close");
  return text.split("\n").filter((line) => line !== "");
}

describe("publish() in processes that die", () => {
  it("publish() leaves a skill that reads, with every version that was acknowledged, after kill -9 at any point", async () => {
    const acknowledged = new Set<string>();
    for (let round = 0; round < 12; round += 1) {
      const child = startPublisher(`round${round}`, 10_000);
      const versions = readVersions(child);
      const closed = once(child, "close").then(() => "closed");
      expect(await Promise.race([once(child.stdout as NodeJS.ReadableStream, "data"), closed])).not.toBe("closed");
      // Spread over the few milliseconds that one publication takes.
      await new Promise((resolve) => setTimeout(resolve, round * 1.7));
      child.kill("SIGKILL");
      for (const version of await versions) acknowledged.add(version);
      const store = createSkillStore({ skillsDir });
      const [metadata] = await store.list();
      expect(store.warnings()).toEqual([]);
      const known = new Set(metadata?.versions.map((version) => version.version));
      for (const version of acknowledged) expect(known.has(version), version).toBe(true);
      for (const version of known) expect((await store.read("busy", version)).version).toBe(version);
      await store.close();
    }
    const after = await createSkillStore({ skillsDir }).publish({
      name: "busy",
      description: "Busy",
      code: "export default 1\n",
      createdBy: "x",
      policy: "demo",
      requiredTools: [],
    });
    expect((await createSkillStore({ skillsDir }).read("busy")).version).toBe(after.version);
  });

  it("publish() from several processes at once gives every publication a version of its own", async () => {
    const children = ["a", "b", "c"].map((label) => startPublisher(label, 8));
    const published = (await Promise.all(children.map(readVersions))).flat();
    expect(published).toHaveLength(24);
    expect(new Set(published).size).toBe(24);
    const store = createSkillStore({ skillsDir });
    expect((await store.list())[0]?.versions).toHaveLength(24);
    expect(await readdir(skillsDir)).toEqual(["busy"]);
  });
});
