import { readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectSurface, type SurfaceClient } from "../fixtures/call-surface.ts";
import { openPolicy, openTestGateway, type TestGateway } from "../fixtures/gateway.ts";
import { toFixture } from "../fixtures/servers/fixture.ts";

const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const servers = { content: toFixture("content") };
const openAs = (policy: string): Promise<TestGateway> =>
  openTestGateway({ servers, policies: { "open.yaml": policy } });

const refused = (path: string, content: string): string => `import { saveFile } from "./client.ts";
  try { return await saveFile(${JSON.stringify(path)}, ${content}); } catch ({ code, message }: any) { return { code, message }; }`;

describe("saveFile", () => {
  let gateway: TestGateway;
  let client: SurfaceClient;

  beforeAll(async () => {
    gateway = await openAs(openPolicy);
    client = connectSurface(gateway.url);
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  const save = (path: string, content: string) =>
    client.run(`import { saveFile } from "./client.ts";\nreturn await saveFile(${JSON.stringify(path)}, ${content});`);
  const readSaved = async (path: string): Promise<Buffer> => {
    const root = join(gateway.dir, "workspaces");
    const [session = ""] = await readdir(root);
    return readFileSync(join(root, session, path));
  };

  test.each([
    ["an image", "await servers.content.image({})", Buffer.from(pixel, "base64")],
    ["audio", "await servers.content.audio({})", Buffer.from("RIFF")],
    ["an embedded text", "await servers.content.embedded({})", Buffer.from("a note")],
    ["an embedded blob", "await servers.content.blob({})", Buffer.from([0, 255, 128, 10])],
    ["one block of several", "(await servers.content.mixed({}))[1]", Buffer.from(pixel, "base64")],
    ["text", '"grün 😀"', Buffer.from("grün 😀")],
    ["bytes", "new Uint8Array([0, 255, 7]).subarray(1)", Buffer.from([255, 7])],
    ["a value", "{ a: [1, null] }", Buffer.from('{"a":[1,null]}')],
  ])("keeps %s as it is", async (name, content, bytes) => {
    const path = `made/on the way/${name}.bin`;
    expect(await save(path, content)).toMatchObject({ success: true, output: { path, bytes: bytes.length } });
    expect(await readSaved(path)).toEqual(bytes);
  });

  test.each([
    ["a path out of the folder", "../out.txt", '"x"', "denied"],
    ["an absolute path", "/etc/sluice.txt", '"x"', "denied"],
    ["no path", "", '"x"', "bad_input"],
    ["a link", "link.txt", "await servers.content.link({})", "bad_input"],
    ["data that is no base64", "broken.png", '{ type: "image", mimeType: "image/png", data: "%%%" }', "bad_input"],
  ])("refuses %s", async (_name, path, content, code) => {
    const { output } = await client.run(refused(path, content));
    expect(output).toEqual({ code, message: expect.stringContaining("Cannot save") });
  });
});

test("saveFile says what the policy lacks where it opens no files", async () => {
  await using gateway = await openAs(openPolicy.replace(/^.*files:.*\n/m, ""));
  const { output } = await connectSurface(gateway.url).run(refused("a.txt", '"x"'));
  expect(output).toEqual({ code: "denied", message: expect.stringContaining("sandbox.files.write") });
});
