import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import type { RunAnswer } from "@sluice/contracts";
import { describe, expect, test } from "vitest";
import { createGatewayFolder, openPolicy, toStdioCommand } from "../fixtures/gateway.ts";
import { toFixture } from "../fixtures/servers/fixture.ts";
import { runSluice } from "../fixtures/sluice.ts";
import { until } from "../fixtures/until.ts";

const policies = {
  "open.yaml": `${openPolicy}questions: { elicitation: ["*"], sampling: ["old.*", "new.*"] }\n`,
};
const servers = {
  old: toFixture("asks", "--era", "old"),
  new: toFixture("asks", "--era", "new"),
  contacts: toFixture("asks-about-person"),
};

interface AskingClient extends AsyncDisposable {
  readonly asked: string[];
  run(code: string): Promise<RunAnswer>;
}

async function connect(
  mode: "auto" | "legacy",
  options: { readonly policies?: Record<string, string>; readonly capabilities?: object; readonly says?: string } = {},
): Promise<AskingClient> {
  const folder = createGatewayFolder({ servers, policies: options.policies ?? policies });
  const capabilities = options.capabilities ?? { elicitation: {}, sampling: {} };
  const client = new Client({ name: "asked", version: "1.0.0" }, { capabilities, versionNegotiation: { mode } });
  const asked: string[] = [];
  if ("elicitation" in capabilities) {
    client.setRequestHandler("elicitation/create", async ({ params }) => {
      asked.push(params.message);
      return { action: "accept", content: { colour: options.says ?? `colour ${asked.length}` } };
    });
  }
  if ("sampling" in capabilities) {
    client.setRequestHandler("sampling/createMessage", async ({ params }) => {
      asked.push(JSON.stringify(params.messages));
      return { role: "assistant", model: "m", content: { type: "text", text: "short" } };
    });
  }
  await client.connect(new StdioClientTransport({ ...toStdioCommand(folder), stderr: "ignore" }));
  return {
    asked,
    async run(code) {
      const result = await client.callTool({ name: "executeCode", arguments: { code } });
      return result.structuredContent as unknown as RunAnswer;
    },
    async [Symbol.asyncDispose]() {
      await client.close();
      folder[Symbol.dispose]();
    },
  };
}

test("a client of the old era that gives its call up while it is asked ends the run", async () => {
  using folder = createGatewayFolder({ servers, policies });
  const capabilities = { elicitation: {} };
  const client = new Client(
    { name: "gone", version: "1.0.0" },
    { capabilities, versionNegotiation: { mode: "legacy" } },
  );
  const isAsked = Promise.withResolvers<void>();
  client.setRequestHandler("elicitation/create", () => {
    isAsked.resolve();
    return new Promise(() => {});
  });
  await client.connect(new StdioClientTransport({ ...toStdioCommand(folder), stderr: "ignore" }));
  const giveUp = new AbortController();
  const code = "return await servers.old.paint()";
  const call = client.callTool({ name: "executeCode", arguments: { code } }, { signal: giveUp.signal });
  await isAsked.promise;
  giveUp.abort();
  await expect(call).rejects.toThrow();
  const status = await until(async () => {
    const { stdout } = await runSluice(folder, ["runs", "--json"]);
    const { runs } = JSON.parse(stdout) as { runs: readonly { status: string }[] };
    return runs[0]?.status !== "running" && runs[0]?.status;
  });
  expect(status).toBe("cancelled");
  await client.close();
});

describe.each(["auto", "legacy"] as const)("a client (%s)", (mode) => {
  test("is asked by servers of both eras while its run goes on, as often as they ask", async () => {
    await using client = await connect(mode);
    const answer = await client.run(`const first = await servers.new.paint();
      const second = await servers.old.paint();
      const both = await Promise.all([servers.new.paint(), servers.old.paint()]);
      return [first, second, both.every((text) => text.startsWith("painted colour "))];`);
    expect(answer.output).toEqual(["painted colour 1", "painted colour 2", true]);
    expect(client.asked[0]).toBe("new.paint asks: Which colour?");
    expect(client.asked).toHaveLength(4);
  });

  test("lends its model where the policy says so", async () => {
    await using client = await connect(mode);
    const answer = await client.run("return [await servers.new.summarize(), await servers.old.summarize()];");
    expect(answer.output).toEqual(["m says short", "m says short"]);
    expect(client.asked[0]).toContain("Summarize.");
  });

  test("sees tokens in what a server asks, and a token in its answer becomes the value for that server alone", async () => {
    await using client = await connect(mode, { says: "[EMAIL_1]" });
    const answer = await client.run(
      "const own = await servers.contacts.confirm(); const other = await servers.new.paint(); return [own, other];",
    );
    expect(client.asked[0]).toBe("contacts.confirm asks: Is [EMAIL_1] right?");
    expect(answer.output).toEqual(["got the address: true", "painted nothing"]);
  });
});

test("without a policy that allows it, or a client that can, servers are refused and go on", async () => {
  await using closed = await connect("auto", {
    policies: { "open.yaml": `${openPolicy}questions: { elicitation: [] }\n` },
  });
  const code = "return [await servers.new.paint(), await servers.old.summarize().catch((error) => error.code)];";
  expect((await closed.run(code)).output).toEqual(["painted nothing", "tool_failed"]);
  expect(closed.asked).toEqual([]);
  await using mute = await connect("auto", { capabilities: {} });
  expect((await mute.run("return await servers.new.paint();")).output).toBe("painted nothing");
});
