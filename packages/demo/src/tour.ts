import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunAnswer, SearchAnswer } from "@sluice/contracts";
import type { Gateway, ResolvedConfig } from "@sluice/gateway";
import type { Agent, Reply } from "./agent.ts";
import { measureDirectWay } from "./direct-way.ts";
import { deleteProgram, fileProgram, reportProgram, skillProgram, tokenProgram, typoProgram } from "./programs.ts";
import { beside, code, good, heading, line, paint, refused, say, table } from "./screen.ts";

export interface TourParts {
  readonly gateway: Gateway;
  readonly agent: Agent;
  readonly config: ResolvedConfig;
  readonly workspaces: string;
  readonly startedAt: number;
}

interface Best {
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly tax_id: string;
}

/** @throws Error when a step does not do what it promises: a demo that lies helps nobody */
export async function showTour(parts: TourParts): Promise<void> {
  const { agent, gateway, startedAt } = parts;
  await showSearch(parts);
  const run = await showProgram(parts);
  const best = (run.output as unknown as { best: readonly Best[] }).best;
  await showTokens(parts, best);
  await showRefusals(agent);
  await showSkill(parts, run.runId);
  await showCost(parts);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  say();
  line(
    paint(
      "dim",
      `${seconds} s, sandbox tier ${(await gateway.tiers()).find((tier) => tier.isAvailable)?.tier}. Next: npm start, then connect your agent (README).`,
    ),
  );
  say();
}

async function showSearch({ agent, gateway }: TourParts): Promise<void> {
  heading("The agent connects and looks for tools");
  const reply = await agent.call("searchTools", {
    query: ["page through all customers", "orders of customers", "write a text file"],
    limit: 6,
  });
  const { results, total } = reply.data as unknown as SearchAnswer;
  for (const server of gateway.servers())
    line(
      `${paint("green", "●")} ${server.server.padEnd(11)} ${String(server.tools).padStart(3)} tools   ${paint("dim", `${server.transport}, MCP ${server.era}`)}`,
    );
  line(paint("dim", `agent speaks MCP ${agent.era}; it sees five tools in ${agent.toolListTokens} model tokens`));
  say();
  for (const result of results)
    line(`${paint("bold", result.address.padEnd(24))} ${paint("dim", result.signature.slice(0, 76))}`);
  line(paint("dim", `${results.length} of ${total} that its policy lets it see`));
}

async function showProgram({ agent, workspaces }: TourParts): Promise<RunAnswer> {
  heading("One program instead of twenty calls");
  code(reportProgram);
  say();
  const run = expectRun(
    await agent.call("executeCode", { code: reportProgram, context: { top: 20, folder: workspaces } }),
    true,
  );
  good(
    `${run.toolCalls.length} tool calls in ${run.executionTimeMs} ms, ${run.resourceUsage.memoryMb} MB; the data stayed in the sandbox`,
  );
  return run;
}

async function showTokens(parts: TourParts, best: readonly Best[]): Promise<void> {
  heading("What the model sees, and what really flowed");
  const first = best[0];
  if (first === undefined) throw new Error("The report has no customers");
  const report = await readFile(join(parts.workspaces, "reports", "best-customers.md"), "utf8");
  const real = report.split("\n").filter((row) => /^\d+\. /.test(row));
  const seen = best.map((customer) => `${customer.name} <${customer.email}> ${customer.phone} ${customer.tax_id}`);
  beside([paint("bold", "the model"), ...seen], [paint("bold", "the report on disk"), ...real.slice(0, 3)], 52);
  if (seen.some((row) => /@/.test(row))) throw new Error("An e-mail address reached the model");
  say();
  const run = expectRun(await parts.agent.call("executeCode", { code: tokenProgram(first.email) }), true);
  good(`${first.email} written in code becomes the real value inside: ${JSON.stringify(run.output)}`);
}

async function showRefusals(agent: Agent): Promise<void> {
  heading("What it may not do");
  for (const program of [deleteProgram, fileProgram, typoProgram]) {
    line(paint("dim", program));
    const run = expectRun(await agent.call("executeCode", { code: program }), false);
    refused(`${run.error?.code}: ${refusalOf(run)}`);
  }
}

async function showSkill({ agent, workspaces }: TourParts, runId: string): Promise<void> {
  heading("What worked is kept");
  const saved = await agent.call("saveSkill", {
    name: "best-customers",
    description: "Ranks customers by what they spent and writes a report",
    fromRun: runId,
  });
  good(saved.text.split("\n")[0] ?? "");
  const found = (await agent.call("searchTools", { query: "rank customers by spending", kind: "skill" }))
    .data as unknown as SearchAnswer;
  if (found.results[0]?.address !== "skills.best-customers")
    throw new Error("searchTools does not find the saved skill");
  good(`searchTools finds it: ${found.results[0]?.address}  ${paint("dim", found.results[0]?.importPath ?? "")}`);
  code(skillProgram);
  const run = expectRun(await agent.call("executeCode", { code: skillProgram, context: { folder: workspaces } }), true);
  good(`imported and run: ${JSON.stringify(run.output)}`);
}

async function showCost({ agent, config, workspaces }: TourParts): Promise<void> {
  heading("What it cost, in model tokens (o200k_base)");
  const report = await readFile(join(workspaces, "reports", "best-customers.md"), "utf8");
  const servers = Object.entries(config.mcpServers).flatMap(([name, server]) =>
    "command" in server
      ? [
          {
            name,
            command: server.command,
            args: server.args ?? [],
            env: toEnvironment(config, server.env),
            cwd: config.root,
          },
        ]
      : [],
  );
  const direct = await measureDirectWay(servers, report);
  const directTotal = direct.definitionTokens + direct.resultTokens;
  const number = (value: number): string => value.toLocaleString("en-US");
  table([
    ["", "definitions", "requests and results", "total", ""],
    [
      `directly: ${direct.tools} tools, ${direct.calls} calls`,
      number(direct.definitionTokens),
      number(direct.resultTokens),
      number(directTotal),
      "",
    ],
    [
      "through Sluice, this whole tour",
      number(agent.toolListTokens),
      number(agent.ledger.total - agent.toolListTokens),
      number(agent.ledger.total),
      paint(["green", "bold"], `${(100 - (agent.ledger.total / directTotal) * 100).toFixed(1)} % less`),
    ],
  ]);
}

function toEnvironment(
  config: ResolvedConfig,
  env: Readonly<Record<string, string>> | undefined,
): Record<string, string> {
  return { ...env, PATH: `${join(config.root, "node_modules", ".bin")}:${process.env.PATH ?? ""}` };
}

function expectRun(reply: Reply, success: boolean): RunAnswer {
  const run = reply.data as unknown as RunAnswer;
  if (run.success !== success)
    throw new Error(`The run was expected to ${success ? "succeed" : "fail"}, and it did not: ${reply.text}`);
  return run;
}

function refusalOf(run: RunAnswer): string {
  const finding = run.diagnostics?.find((diagnostic) => diagnostic.severity === "error");
  if (finding === undefined) return run.error?.message.split("\n")[0] ?? "";
  return finding.advice === undefined ? finding.message : `${finding.message}; ${finding.advice}`;
}
