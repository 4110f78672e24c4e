import { version } from "@sluice/gateway";
import { Command, InvalidArgumentError, Option } from "commander";
import { decideApproval, listApprovals, showApproval } from "./commands/approvals.ts";
import { call } from "./commands/call.ts";
import { doctor } from "./commands/doctor.ts";
import { events } from "./commands/events.ts";
import { importFrom } from "./commands/import.ts";
import { login, logout } from "./commands/login.ts";
import { suggestPins } from "./commands/pii.ts";
import { policyCheck, policyExplain } from "./commands/policy.ts";
import { run } from "./commands/run.ts";
import { runAction, runs } from "./commands/runs.ts";
import { addSchedule, listSchedules, removeSchedule } from "./commands/schedule.ts";
import { search } from "./commands/search.ts";
import { serve } from "./commands/serve.ts";
import { generate, servers } from "./commands/servers.ts";
import { saveSkill, skills } from "./commands/skills.ts";
import { stats } from "./commands/stats.ts";
import { answerWorkflow, prune, replay, rollback, signal, workflows } from "./commands/workflows.ts";

const whole = (text: string): number => {
  const value = Number(text);
  // Number() takes nothing for 0, and 0 days would be every run.
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) throw new InvalidArgumentError("It must be a whole number.");
  return value;
};

/** Every command takes these, before or after its own name. */
function withGlobals(command: Command): Command {
  return command
    .option("--json", "print one JSON value instead of text")
    .option("--config <file>", "configuration (default: the nearest sluice.json upward)")
    .option("--data <folder>", "data folder")
    .option("--policies <folder>", "policies folder")
    .option("--skills <folder>", "skills folder")
    .option("--generated <folder>", "folder of generated APIs")
    .option("--workspaces <folder>", "folder of workspaces")
    .option("--nats <servers>", "NATS servers, separated by commas")
    .option("--principal <name>", "act for this principal")
    .option("--url <url>", "use the gateway there (token in SLUICE_TOKEN)");
}

/** The whole command line; parsing it runs the command that it names. */
export function createProgram(): Command {
  const program = new Command("sluice")
    // Before any command is added: they inherit it.
    .exitOverride()
    .description("Code mode over MCP: search tools, run code, keep skills")
    .version(version)
    .showHelpAfterError("(sluice --help lists the commands)");
  // `runs` and `runs resume` both know --data: wherever it stands on the line, it is meant for the one that runs.
  program.hook("preAction", (_program, command) => {
    for (const [name, value] of Object.entries(command.optsWithGlobals())) command.setOptionValue(name, value);
  });
  const add = (name: string, description: string, parent: Command = program): Command =>
    withGlobals(parent.command(name).description(description));

  add("serve", "serve agents over HTTP, or with --stdio one that spawned this")
    .option("--stdio", "serve one MCP client on stdin and stdout")
    .option("--host <host>", "address to listen on")
    .option("--port <port>", "port to listen on", whole)
    .action(serve);
  add("search <query...>", "find tools and skills; several queries cover one step each")
    .option("--server <name>", "only this server's")
    .addOption(new Option("--kind <kind>").choices(["tool", "skill"]))
    .option("--read-only", "only tools that say they change nothing")
    .option("--limit <n>", "at most so many", whole)
    .option("--full", "with the whole TypeScript declaration")
    .action(search);
  add("call <address>", "call one tool, as server.tool")
    .option("--args <json>", "arguments, or @file.json")
    .option("--session <id>", "session")
    .action(call);
  add("run <file>", "run a file as agent code; - reads standard input")
    .option("--context <json>", "the code's `context`, or @file.json")
    .option("--session <id>", "session")
    .option("--timeout <ms>", "time limit in milliseconds", whole)
    .addOption(new Option("--typecheck <mode>").choices(["error", "warn", "off"]))
    .option("--durable", "resume it after a restart of the gateway")
    .option("--check", "parse, validate and type-check only")
    .action(run);
  add("stats", "runs of the last days, and their model tokens against the direct way")
    .option("--days <n>", "so many days back (default: 30)", whole)
    .action(stats);
  const runsCommand = add("runs [runId]", "list runs, or show one with its calls")
    .option("--limit <n>", "at most so many", whole)
    .option("--status <status>", "only these")
    .action(runs);
  add("resume <runId>", "go on with a run after an approval or an interruption", runsCommand).action((id, options) =>
    runAction("resume", id, options),
  );
  add("cancel <runId>", "end a run", runsCommand).action((id, options) => runAction("cancel", id, options));
  add("rollback <runId>", "undo what a completed run registered with undo()", runsCommand).action(rollback);
  add("prune", "delete old runs with their journals", runsCommand)
    .requiredOption("--days <n>", "older than so many days", whole)
    .action(prune);
  add("replay <runId>", "run again from the journal, without touching any server")
    .option("--code <file>", "with this code instead, to see where it departs")
    .option("--live", "go on with real calls where the journal ends")
    .action(replay);
  const workflowsCommand = add("workflows [runId]", "durable runs under way, or one with its trace").action(workflows);
  add("answer", "answer a question that a run asked (value in JSON)", workflowsCommand)
    .argument("<runId>")
    .argument("<number>", "", whole)
    .argument("<value>")
    .action(answerWorkflow);
  add("signal <type>", "an event for runs that wait for one like it")
    .option("--event-data <json>", "its data, or @file.json")
    .action(signal);
  const schedule = program.command("schedule").description("start skills by the clock");
  add("add", "start a skill at times", schedule)
    .requiredOption("--cron <fields>", 'such as "0 3 * * *"')
    .requiredOption("--skill <name>", "name or name@version")
    .option("--input <json>", "its input, or @file.json")
    .option("--time-zone <name>", "IANA name the fields are read in (default: UTC)")
    .addOption(new Option("--missed <how>", "times that a stopped gateway missed").choices(["catch-up", "skip"]))
    .action(addSchedule);
  add("list", "all schedules", schedule).action(listSchedules);
  add("remove <id>", "end a schedule", schedule).action(removeSchedule);
  const skillsCommand = add("skills", "list skills").action(skills);
  add("save <name>", "save a successful run as a skill", skillsCommand)
    .requiredOption("--run <runId>", "the run")
    .requiredOption("--description <text>", "what it does, for search")
    .option("--skill-version <version>", "such as 1.2.0")
    .action(saveSkill);
  const policy = program.command("policy").description("check and explain policies");
  add("check", "read every policy and name what is wrong", policy).action(policyCheck);
  add("explain", "say which rule decides a call, and why", policy)
    .option("--call <address>", "server.tool")
    .option("--args <json>", "arguments, or @file.json")
    .option("--flow <server>", "instead of a call: personal data from this server (or several, by commas)")
    .option("--to <server>", "with --flow: to this server")
    .option("--type <type>", "with --flow: of this type, such as email")
    .action(policyExplain);
  const pii = program.command("pii").description("look after personal data");
  add("suggest", "pins for a policy, from what earlier runs saw", pii)
    .option("--server <name>", "only this server's results")
    .option("--runs <n>", "look at so many of the latest runs", whole)
    .action(suggestPins);
  const serversCommand = add("servers", "list upstream servers and how they do")
    .option("--connect", "connect to those that are idle first")
    .action(servers);
  add("login <server>", "log in to a server as a person, in a browser", serversCommand)
    .option("--scope <scopes>", "rights to ask for, separated by spaces (default: what the server wants)")
    .option("--timeout <seconds>", "how long to wait for the person (default: 600)", whole)
    .option("--browser", "open the page instead of only printing its address")
    .action(login);
  add("logout <server>", "forget the login of a server and have it revoked", serversCommand).action(logout);
  add("import", "take over the servers of another client's configuration")
    .requiredOption("--from <client>", "claude, cursor, vscode, or a file")
    .option("--write", "add them to sluice.json; without it they are only shown")
    .action(importFrom);
  add("generate", "write the typed APIs of all servers").action(generate);
  add("events", "print recent events")
    .option("--follow", "and all that come")
    .option("--types <types>", "only these, separated by commas")
    .action(events);
  const approvals = program.command("approvals").description("list and decide what waits for a person");
  add("list", "what waits", approvals).option("--all", "decided ones too").action(listApprovals);
  add("show <id>", "one of them in full", approvals).action(showApproval);
  add("approve <id>", "let the call happen", approvals)
    .option("--edit <json>", "with these arguments instead (JSON or a file)")
    .option("--note <text>", "a word to keep")
    .option("--always", "print a policy rule for such calls; nothing is changed")
    .action((id, options) => decideApproval("approve", id, options));
  add("reject <id>", "refuse the call", approvals)
    .option("--note <text>", "a word for the agent")
    .action((id, options) => decideApproval("reject", id, options));
  add("doctor", "what this machine and configuration offer").action(doctor);
  return program;
}
