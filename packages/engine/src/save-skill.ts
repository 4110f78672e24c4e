import {
  createEvent,
  EngineError,
  type Policy,
  type PublishedSkill,
  type RunRecord,
  type RunSeed,
  type SaveSkillInput,
  toSessionKey,
} from "@sluice/contracts";
import type { Caller, EngineDeps } from "./deps.ts";
import { hashCode } from "./hash-code.ts";
import { inferSchema } from "./infer-schema.ts";
import { createModuleHost } from "./module-host.ts";

/** How far back code that was handed in is looked for among the caller's runs. */
const LOOK_BACK_RUNS = 1_000;

/** Promotes code that ran to success. @throws EngineError `denied`, `not_found`, `bad_input`, `conflict` */
export async function saveSkill(
  deps: EngineDeps,
  caller: Caller,
  policy: Policy,
  input: SaveSkillInput,
): Promise<PublishedSkill> {
  if (!policy.skills.save)
    throw new EngineError("denied", `Cannot save skill "${input.name}": policy "${policy.name}" does not allow it`);
  const { record, seed } = await findProvenRun(deps, caller, input);
  await refusePersonalData(deps, caller, policy, record, seed.code, input);

  const code = deps.compiler.toSkillModule(seed.code, seed.language);
  const program = await deps.compiler.compile({
    code,
    // A skill is a .ts file, whatever its run was written in.
    language: "typescript",
    host: createModuleHost(deps, policy, seed.skills),
    rules: policy.rules,
    typecheck: "off",
  });
  if (program.kind === "rejected") {
    throw new EngineError(
      "bad_input",
      `Cannot save skill "${input.name}": ${program.diagnostics[0]?.message ?? "the code was refused"}`,
    );
  }
  const published = await deps.skills.publish({
    name: input.name,
    description: input.description,
    code,
    ...(input.version === undefined ? {} : { version: input.version }),
    fromRun: record.runId,
    createdBy: caller.principal,
    policy: policy.name,
    requiredTools: await requiredTools(deps, record, program.tools),
    inputSchema: input.inputSchema ?? inferSchema(seed.context, code),
    durable: record.isDurable,
  });
  const digest = hashCode(code);
  deps.events.publish(
    createEvent("skill.saved", {
      name: published.name,
      version: published.version,
      digest,
      principal: caller.principal,
    }),
  );
  return published;
}

async function findProvenRun(
  deps: EngineDeps,
  caller: Caller,
  input: SaveSkillInput,
): Promise<{ record: RunRecord; seed: RunSeed }> {
  const record =
    input.fromRun === undefined
      ? await findRunOf(deps, caller, input.code ?? "")
      : await deps.store.runs.get(input.fromRun);
  if (record === undefined || record.principal !== caller.principal) {
    const what =
      input.fromRun === undefined
        ? "that code has no successful run of yours; run it with executeCode first"
        : `there is no run "${input.fromRun}" of yours`;
    throw new EngineError("not_found", `Cannot save skill "${input.name}": ${what}`);
  }
  if (record.status !== "completed") {
    throw new EngineError(
      "bad_input",
      `Cannot save skill "${input.name}": run "${record.runId}" ${record.status === "failed" ? "failed" : `is ${record.status}`}; only code that ran to success becomes a skill`,
    );
  }
  const first = (await deps.store.journal.read(record.runId)).find((entry) => entry.kind === "seed");
  if (first === undefined)
    throw new EngineError(
      "not_found",
      `Cannot save skill "${input.name}": run "${record.runId}" was one call without code`,
    );
  return { record, seed: first.seed };
}

async function findRunOf(deps: EngineDeps, caller: Caller, code: string): Promise<RunRecord | undefined> {
  const hash = hashCode(code);
  const runs = await deps.store.runs.list({
    principal: caller.principal,
    status: ["completed"],
    limit: LOOK_BACK_RUNS,
  });
  return runs.find((run) => run.codeHash === hash);
}

/** A skill outlives its session and is read by others: neither values nor this session's tokens may be in it. */
async function refusePersonalData(
  deps: EngineDeps,
  caller: Caller,
  policy: Policy,
  record: RunRecord,
  code: string,
  input: SaveSkillInput,
): Promise<void> {
  const pii = await deps.openPii(toSessionKey(caller.principal, record.session), policy);
  const texts: readonly (readonly [string, string])[] = [
    ...code.split("\n").map((line, index) => [`line ${index + 1}`, line] as const),
    ["the description", input.description],
  ];
  for (const [place, text] of texts) {
    const washed = pii.washText(text);
    const types = [...Object.keys(washed.replaced), ...washed.blocked];
    if (types.length > 0) {
      throw new EngineError(
        "bad_input",
        `Cannot save skill "${input.name}": ${place} holds personal data (${[...new Set(types)].join(", ")}); take it from the input instead: context.<name>`,
      );
    }
    const { used } = pii.resolve(text);
    if (used.length > 0) {
      throw new EngineError(
        "bad_input",
        `Cannot save skill "${input.name}": ${place} holds the token [${used[0]}], which means nothing in another session; take it from the input instead: context.<name>`,
      );
    }
  }
}

async function requiredTools(
  deps: EngineDeps,
  record: RunRecord,
  named: readonly { readonly server: string; readonly functionName: string }[],
): Promise<{ address: string; digest: string }[]> {
  const addresses = new Set(
    (record.answer?.toolCalls ?? [])
      .filter((call) => call.status === "ok")
      .map((call) => `${call.server}.${call.tool}`),
  );
  for (const { server, functionName } of named) {
    const tool = deps.codegen.toolNameOf(server, functionName);
    if (tool !== undefined) addresses.add(`${server}.${tool}`);
  }
  return [...addresses].sort().flatMap((address) => {
    const entry = deps.catalog.get(address);
    return entry === undefined ? [] : [{ address, digest: entry.digest }];
  });
}
