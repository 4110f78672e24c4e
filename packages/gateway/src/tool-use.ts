import type { EventBus, SluiceEvent, ToolEntry, ToolUse, UseStore } from "@sluice/contracts";
import type { Log } from "@sluice/engine";

/** What was used a month ago counts half. */
const HALF_LIFE_MS = 30 * 86_400_000;
/** So many good calls, and the boost is at 63 % of its most. */
const FAMILIAR_CALLS = 5;
const MAX_TOOLS = 500;
const SAVE_AFTER_MS = 5_000;

export interface ToolUseBook {
  /** 0 for what this principal never called well, towards 1 for what it calls often; skills count as tools do. */
  boostOf(principal: string): Promise<(entry: ToolEntry) => number>;
  /** A skill that is imported is called as much as one that is called by its name. */
  noteImports(principal: string, skills: readonly string[], isGood: boolean): void;
  /** Writes what is new. Idempotent. */
  close(): Promise<void>;
}

interface Page {
  readonly uses: Map<string, ToolUse>;
  isNew: boolean;
}

/** Each principal's own calls, counted from the events, over restarts. Nobody's use shows in another's search. */
export function openToolUse(parts: {
  readonly store: UseStore;
  readonly events: EventBus;
  readonly log: Log;
  readonly now?: () => number;
}): ToolUseBook {
  const { store, events, log, now = Date.now } = parts;
  const pages = new Map<string, Promise<Page>>();
  let timer: NodeJS.Timeout | undefined;
  let saving: Promise<unknown> = Promise.resolve();

  const read = async (principal: string): Promise<Page> => {
    try {
      return { uses: new Map(Object.entries(await store.read(principal))), isNew: false };
    } catch (error) {
      log.warn("cannot read what was used before", { error: String(error) });
      return { uses: new Map(), isNew: false };
    }
  };
  const pageOf = (principal: string): Promise<Page> => {
    const page = pages.get(principal) ?? read(principal);
    pages.set(principal, page);
    return page;
  };
  const savePage = async (principal: string, page: Page): Promise<void> => {
    if (!page.isNew) return;
    page.isNew = false;
    await store.write(principal, Object.fromEntries(mostUsed(page.uses, now())));
  };
  const save = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const all = [...pages].map(async ([principal, page]) => savePage(principal, await page));
    saving = Promise.all([saving, ...all]).catch((error: unknown) =>
      log.warn("cannot save what was used", { error: String(error) }),
    );
  };
  const note = async (principal: string, address: string, isGood: boolean): Promise<void> => {
    const page = await pageOf(principal);
    const { good, bad } = decayed(page.uses.get(address), now());
    page.uses.set(address, { good: good + (isGood ? 1 : 0), bad: bad + (isGood ? 0 : 1), atMs: now() });
    page.isNew = true;
    timer ??= setTimeout(save, SAVE_AFTER_MS).unref();
  };
  const noteCall = (event: SluiceEvent): void => {
    const { principal, server, tool } = event.data as { principal: string; server: string; tool: string };
    void note(principal, `${server}.${tool}`, event.type === "tool.called");
  };
  const stop = events.subscribe(noteCall, { types: ["tool.called", "tool.failed"] });

  return {
    async boostOf(principal) {
      const { uses } = await pageOf(principal);
      return ({ address }) => toBoost(decayed(uses.get(address), now()));
    },
    noteImports(principal, skills, isGood) {
      for (const skill of skills) void note(principal, `skills.${skill}`, isGood);
    },
    async close() {
      stop();
      save();
      await saving;
    },
  };
}

function decayed(use: ToolUse | undefined, nowMs: number): { readonly good: number; readonly bad: number } {
  if (use === undefined) return { good: 0, bad: 0 };
  const left = 0.5 ** (Math.max(0, nowMs - use.atMs) / HALF_LIFE_MS);
  return { good: use.good * left, bad: use.bad * left };
}

/** What often fails is worth less, however often it is called. */
function toBoost({ good, bad }: { readonly good: number; readonly bad: number }): number {
  if (good === 0) return 0;
  return (1 - Math.exp(-good / FAMILIAR_CALLS)) * (good / (good + bad));
}

function mostUsed(uses: ReadonlyMap<string, ToolUse>, nowMs: number): readonly (readonly [string, ToolUse])[] {
  if (uses.size <= MAX_TOOLS) return [...uses];
  return [...uses].sort(([, a], [, b]) => decayed(b, nowMs).good - decayed(a, nowMs).good).slice(0, MAX_TOOLS);
}
