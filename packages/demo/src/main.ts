// The guided tour of `npm run demo`: a real gateway, four real MCP servers, and a real MCP client that plays the agent.
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createLog, openGateway, readConfig } from "@sluice/gateway";
import { connectAgent } from "./agent.ts";
import { paint, say } from "./screen.ts";
import { showTour } from "./tour.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const scratch = await mkdtemp(join(tmpdir(), "sluice-demo-"));
const workspaces = join(scratch, "workspaces");
const startedAt = performance.now();

const own = readConfig(
  {
    config: join(root, "sluice.json"),
    data: join(scratch, "data"),
    skills: join(scratch, "skills"),
    generated: join(scratch, "generated"),
    workspaces,
  },
  process.env,
  root,
);
const { files, memory, ...others } = own.mcpServers;
if (files === undefined || !("command" in files) || memory === undefined || !("command" in memory))
  throw new Error("sluice.json has lost its sample servers");
const config = {
  ...own,
  http: { ...own.http, port: 0 },
  mcpServers: {
    ...others,
    files: { ...files, args: [workspaces] },
    memory: { ...memory, env: { MEMORY_FILE_PATH: join(scratch, "memory.jsonl") } },
  },
};

say();
say(
  `${paint(["bold", "cyan"], "Sluice")}  one MCP server in front of all the others: code mode, personal data kept in, skills kept`,
);

await mkdir(workspaces, { recursive: true });
const gateway = await openGateway(config, { env: process.env, log: createLog("error") });
try {
  const agent = await connectAgent(gateway.url ?? "");
  try {
    await showTour({ gateway, agent, config, workspaces, startedAt });
  } finally {
    await agent.close();
  }
} finally {
  await gateway.close();
  await rm(scratch, { recursive: true, force: true });
}
