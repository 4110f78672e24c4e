import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SearchAnswer } from "@sluice/contracts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectSurface } from "../fixtures/call-surface.ts";
import { createGatewayFolder, openGatewayIn, openTestGateway, type TestGateway } from "../fixtures/gateway.ts";
import { toFixture } from "../fixtures/servers/fixture.ts";

const snapshotOf = (dir: string): string => join(dir, ".sluice", "catalog.snapshot");

async function search(gateway: TestGateway, query: string | readonly string[], more = {}): Promise<SearchAnswer> {
  return (await connectSurface(gateway.url).tool("searchTools", { query, ...more })) as unknown as SearchAnswer;
}

const counter = toFixture("counter", "--file", join(mkdtempSync(join(tmpdir(), "sluice-search-")), "count"));
const addresses = ({ results }: SearchAnswer): readonly string[] => results.map(({ address }) => address);
const states = ({ gateway }: TestGateway): readonly string[] => gateway.servers().map(({ state }) => state);

describe("searchTools of a gateway that was stopped and started again", () => {
  test("searchTools knows 3,000 tools before any server is connected, and a call connects its server", async () => {
    using folder = createGatewayFolder({ servers: { many: toFixture("many-tools", "--tools", "3000") } });
    {
      await using first = await openGatewayIn(folder);
      expect((await search(first, "does thing number 17", { server: "many" })).total).toBe(3_000);
    }
    await using second = await openGatewayIn(folder);
    const found = await search(second, "does thing number 17", { server: "many" });
    expect(found.total).toBe(3_000);
    expect(addresses(found)).toContain("many.tool_17");
    expect(states(second)).toEqual(["idle"]);
    const answer = await connectSurface(second.url).tool("callTool", { address: "many.tool_17", arguments: {} });
    expect(answer).toMatchObject({ success: true });
    expect(states(second)).toEqual(["connected"]);
  });

  test("a snapshot that is not what was written is not believed, and the servers are asked again", async () => {
    using folder = createGatewayFolder({ servers: { many: toFixture("many-tools", "--tools", "30") } });
    {
      await using first = await openGatewayIn(folder);
      await search(first, "does thing number 7", { server: "many" });
    }
    const bytes = readFileSync(snapshotOf(folder.dir));
    bytes[bytes.length - 40] = (bytes.at(-40) as number) ^ 1;
    writeFileSync(snapshotOf(folder.dir), bytes);
    {
      await using second = await openGatewayIn(folder);
      expect(second.log.join("\n")).toContain("digest");
      expect((await search(second, "does thing number 7", { server: "many" })).total).toBe(30);
      expect(states(second)).toEqual(["connected"]);
    }
    await using third = await openGatewayIn(folder);
    expect((await search(third, "does thing number 7", { server: "many" })).total).toBe(30);
    expect(states(third)).toEqual(["idle"]);
  });

  test("tools of a server that is no longer configured are gone with it", async () => {
    const many = toFixture("many-tools", "--tools", "30");
    using folder = createGatewayFolder({ servers: { many, counter } });
    {
      await using first = await openGatewayIn(folder);
      await search(first, "does thing number 7", { server: "many" });
    }
    writeFileSync(folder.configFile, JSON.stringify({ mcpServers: { many }, http: { port: 0 } }));
    await using second = await openGatewayIn(folder);
    expect(addresses(await search(second, "increment the count"))).not.toContain("counter.increment");
    expect((await search(second, "does thing number 7", { server: "many" })).total).toBe(30);
  });
});

describe("searchTools as agents ask", () => {
  const servers = { counter, paper: toFixture("hostile-list") };
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await openTestGateway({ servers });
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  test.each([
    ["a name half remembered", "counter get", "counter.get_count"],
    ["the camelCase form of an address", "counter.getCount", "counter.get_count"],
    ["a typing error", "incremnt", "counter.increment"],
    ["a plan", ["fold a crane", "increment the counter"], "counter.increment"],
    ["Russian", "увеличь счётчик", "counter.increment"],
    ["German", "bitte den Zähler erhöhen", "counter.increment"],
  ])("searchTools understands %s", async (_, query, address) => {
    expect(addresses(await search(gateway, query, { limit: 4 }))).toContain(address);
  });

  test("searchTools neither shows nor counts what the policy denies", async () => {
    const policy = `name: narrow
match: { principals: ["*"] }
tools:
  - allow: "counter.get_count"
`;
    await using narrow = await openTestGateway({ servers, policies: { "narrow.yaml": policy } });
    for (const query of ["counter", "counter.increment", "increment the count", "fold a paper crane"]) {
      const found = await search(narrow, query);
      expect(addresses(found).filter((address) => !/^counter\.get_count$/.test(address))).toEqual([]);
      expect(found.total).toBeLessThanOrEqual(1);
    }
    expect(await search(narrow, "counter")).toMatchObject({ total: 1, results: [{ address: "counter.get_count" }] });
  });
});

describe("a server whose list is hostile", () => {
  test("it is bounded, cleaned and reported, and harms no other server", async () => {
    const servers = { counter, paper: toFixture("hostile-list") };
    await using gateway = await openTestGateway({ servers });
    const found = await search(gateway, "cut paper into stars", { detail: "full", limit: 1 });
    expect(found.results[0]).toMatchObject({ address: "paper.cut_paper", description: "Cuts paper into stars." });
    expect(addresses(await search(gateway, "paper.fold_crane"))).toContain("paper.fold_crane");
    expect(JSON.stringify(await search(gateway, "paper", { detail: "full", limit: 50 })).length).toBeLessThan(500_000);
    expect(addresses(await search(gateway, "increment", { limit: 1 }))).toEqual(["counter.increment"]);
    const log = gateway.log.join("\n");
    for (const word of ["twice", "look alike", "invisible"]) expect(log).toContain(word);
  });

  test("a list without end has an end", async () => {
    await using gateway = await openTestGateway({
      servers: { endless: toFixture("many-tools", "--endless", "--page", "1000"), counter },
    });
    const { total } = await search(gateway, "does thing number", { server: "endless" });
    expect(total).toBeGreaterThan(0);
    expect(total).toBeLessThanOrEqual(10_000);
    expect(gateway.log.join("\n")).toContain("ends early");
    expect(addresses(await search(gateway, "increment", { limit: 1 }))).toEqual(["counter.increment"]);
  });
});
