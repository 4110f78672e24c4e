import { type FSWatcher, watch } from "node:fs";
import { basename } from "node:path";
import { EngineError, type Policy, toCanonicalJson } from "@sluice/contracts";
import { createDenyAllPolicy, DEFAULT_POLICY_NAME } from "./default-policy.ts";
import { findUnreachableRules } from "./find-unreachable-rules.ts";
import type { ResolvedPolicy } from "./fold-policy.ts";
import { createPolicyError, type PolicyProblem, printProblem } from "./policy-problem.ts";
import { advanceState, EMPTY_STATE, type PolicyState } from "./policy-state.ts";
import { readPolicyFolder } from "./read-policy-folder.ts";
import { selectPolicy } from "./select-policy.ts";

export interface PolicyStoreOptions {
  readonly dir: string;
  /** Names of policies that were added, changed or removed. */
  readonly onReloaded?: (policies: readonly string[]) => void;
  /** Once for each file and state it is in. */
  readonly onRejected?: (rejection: PolicyRejection) => void;
  /** Quiet time after a change before the folder is read. @default 100 */
  readonly debounceMs?: number;
  /** How often the folder is read where no change is reported, as on network drives. @default 2000 */
  readonly pollMs?: number;
  /** @default true */
  readonly isWatching?: boolean;
}

export interface PolicyRejection {
  readonly file: string;
  readonly reason: string;
  readonly problems: readonly PolicyProblem[];
}

/** The policies of a folder, as they are now. A broken file keeps its last good version until it is mended. */
export class PolicyStore {
  readonly #options: PolicyStoreOptions;
  #state: PolicyState = EMPTY_STATE;
  #watcher: FSWatcher | undefined;
  #poll: NodeJS.Timeout | undefined;
  #debounce: NodeJS.Timeout | undefined;
  #reading: Promise<void> = Promise.resolve();
  #isClosed = false;

  private constructor(options: PolicyStoreOptions) {
    this.#options = options;
  }

  /** @throws EngineError `bad_policy` where the default policy, or whom a broken policy is for, cannot be read */
  static async open(options: PolicyStoreOptions): Promise<PolicyStore> {
    const store = new PolicyStore(options);
    const state = advanceState(EMPTY_STATE, await store.#readFolder());
    const broken = groupByFile(state.problems);
    for (const [file, problems] of broken) {
      const isDefault = /^default\.ya?ml$/.test(file);
      if (isDefault || state.unknown.includes(file)) throw createPolicyError(file, problems);
    }
    store.#state = state;
    for (const [file, problems] of broken) store.#reject(file, problems);
    if (options.isWatching ?? true) store.#watch();
    return store;
  }

  /** Things an admin should know of that stop nothing. */
  get warnings(): readonly string[] {
    const hasDefault = this.#state.policies.get(DEFAULT_POLICY_NAME)?.file !== undefined;
    const who = this.#state.texts.size === 0 ? "everybody" : "whoever no policy matches";
    const where =
      this.#state.texts.size === 0 ? `file in the folder "${basename(this.#options.dir)}"` : "named default";
    const missing = hasDefault ? [] : [`There is no policy ${where}: ${who} is denied everything`];
    const unreachable = this.list()
      .flatMap((policy) => findUnreachableRules(policy).filter((found) => found.rule.policy === policy.name))
      .map(
        ({ rule, pattern, by }) =>
          `Policy ${rule.file}: line ${rule.line}: "${pattern}" is never reached, line ${by.line} takes all its calls`,
      );
    return [
      ...missing,
      ...this.#state.problems.map((problem) => `Policy ${problem.file}: ${printProblem(problem)}`),
      ...unreachable,
    ];
  }

  get problems(): readonly PolicyProblem[] {
    return this.#state.problems;
  }

  list(): readonly ResolvedPolicy[] {
    return [...this.#state.policies.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  find(name: string): ResolvedPolicy | undefined {
    return this.#state.policies.get(name);
  }

  /** The policy that applies to a principal; never undefined. */
  select(principal: string): Policy {
    return selectPolicy(this.#state.policies, principal);
  }

  /** By name, for a run that goes on under the policy it began with; one that is gone denies everything. */
  get(name: string): Policy {
    return this.find(name) ?? createDenyAllPolicy(name);
  }

  /** Reads the folder now; reports what changed. Calls queue up. */
  reload(): Promise<void> {
    const next = this.#reading.then(() => this.#readAgain());
    this.#reading = next.catch(() => undefined);
    return next;
  }

  /** Idempotent. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#watcher?.close();
    clearInterval(this.#poll);
    clearTimeout(this.#debounce);
    await this.#reading;
  }

  async #readAgain(): Promise<void> {
    if (this.#isClosed) return;
    const texts = await this.#readFolder();
    if (isSameTexts(this.#state.texts, texts)) return;
    const before = this.#state;
    const after = advanceState(before, texts);
    this.#state = after;
    const changed = changedNames(before, after);
    const seen = groupByFile(before.problems);
    for (const [file, problems] of groupByFile(after.problems)) {
      if (toCanonicalJson(seen.get(file)) !== toCanonicalJson(problems)) this.#reject(file, problems);
    }
    if (changed.length > 0) this.#options.onReloaded?.(changed);
  }

  async #readFolder(): Promise<ReadonlyMap<string, string | Error>> {
    try {
      return await readPolicyFolder(this.#options.dir);
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code ?? "unknown reason";
      throw new EngineError("bad_policy", `Cannot read folder of policies: ${code}, give a folder that may be listed`, {
        cause,
      });
    }
  }

  #reject(file: string, problems: readonly PolicyProblem[]): void {
    this.#options.onRejected?.({ file, reason: problems.map(printProblem).join("; "), problems });
  }

  #watch(): void {
    const poll = setInterval(() => this.#reloadSoon(0), this.#options.pollMs ?? 2_000);
    poll.unref();
    this.#poll = poll;
    try {
      // The folder and not its files: editors replace a file by renaming another one over it.
      this.#watcher = watch(this.#options.dir, { persistent: false }, () =>
        this.#reloadSoon(this.#options.debounceMs ?? 100),
      );
      // Polling goes on where the folder itself is replaced or notices run out.
      this.#watcher.on("error", () => this.#watcher?.close());
    } catch {
      this.#watcher = undefined;
    }
  }

  #reloadSoon(delayMs: number): void {
    clearTimeout(this.#debounce);
    if (this.#isClosed) return;
    this.#debounce = setTimeout(() => {
      // A folder that cannot be read for now keeps what is known; the next look tries again.
      this.reload().catch(() => undefined);
    }, delayMs);
    this.#debounce.unref();
  }
}

function groupByFile(problems: readonly PolicyProblem[]): ReadonlyMap<string, readonly PolicyProblem[]> {
  return Map.groupBy(problems, (problem) => problem.file);
}

function isSameTexts(a: ReadonlyMap<string, string | Error>, b: ReadonlyMap<string, string | Error>): boolean {
  const toPlain = (texts: ReadonlyMap<string, string | Error>): string =>
    JSON.stringify([...texts].map(([file, text]) => [file, String(text)]));
  return toPlain(a) === toPlain(b);
}

function changedNames(before: PolicyState, after: PolicyState): readonly string[] {
  const names = new Set([...before.policies.keys(), ...after.policies.keys()]);
  return [...names].filter((name) => before.policies.get(name)?.digest !== after.policies.get(name)?.digest).sort();
}
