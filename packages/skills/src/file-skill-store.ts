import { join } from "node:path";
import {
  EngineError,
  type PublishedSkill,
  type PublishSkillRequest,
  type SkillMetadata,
  type SkillStore,
  skillNameSchema,
} from "@sluice/contracts";
import { parseSkillDocument } from "./frontmatter.ts";
import { publishSkill, renewCurrent } from "./publish-skill.ts";
import { readBareVersion, readPublishedVersion, readSkillFolder, readText, type SkillFolder } from "./read-skill.ts";
import { digestOfCode, layoutOf, MAX_CODE_BYTES, MAX_METADATA_BYTES } from "./skill-layout.ts";
import { resolveVersion } from "./skill-version.ts";
import { listSkillNames, type SkillsWatch, type WatchOptions, watchSkills } from "./watch-skills.ts";

export interface SkillStoreOptions {
  /** Absolute path; made at the first publication. */
  readonly skillsDir: string;
  /** Skills that are left out and why; once for each message until it changes. */
  readonly onWarning?: (message: string) => void;
  readonly watch?: WatchOptions;
}

export interface FileSkillStore extends SkillStore {
  /** What the last `list` had to say about skills on disk. */
  warnings(): readonly string[];
}

/** How often a reader looks again where another process publishes meanwhile. */
const READ_ATTEMPTS = 3;

/** Skills as folders on disk; see skills/README.md for the layout. */
export function createSkillStore(options: SkillStoreOptions): FileSkillStore {
  const { skillsDir } = options;
  const listeners = new Set<() => void>();
  const queues = new Map<string, Promise<unknown>>();
  let watching: SkillsWatch | undefined;
  let warned: readonly string[] = [];
  let isClosed = false;

  const notify = (): void => {
    for (const listener of [...listeners]) {
      try {
        listener();
      } catch {
        // One listener's failure is not the other ones' nor the publisher's.
      }
    }
  };

  /** One at a time for each skill; a failure does not stop the next one. */
  const enqueue = <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const done = (queues.get(name) ?? Promise.resolve()).then(work, work);
    const settled = done
      .catch(() => undefined)
      .finally(() => {
        if (queues.get(name) === settled) queues.delete(name);
      });
    queues.set(name, settled);
    return done;
  };

  const readFolder = async (name: string): Promise<SkillFolder | undefined> =>
    enqueue(name, () => readCheckedFolder(skillsDir, name, READ_ATTEMPTS));

  return {
    async list() {
      const found: SkillMetadata[] = [];
      const warnings: string[] = [];
      for (const name of await listSkillNames(skillsDir)) {
        try {
          const folder = await readFolder(name);
          if (folder === undefined) continue;
          found.push(folder.metadata);
          warnings.push(...folder.warnings);
        } catch (error) {
          warnings.push(`Skill "${name}" is left out: ${error instanceof Error ? error.message : String(error)}`);
        }
      }
      for (const warning of warnings) if (!warned.includes(warning)) options.onWarning?.(warning);
      warned = warnings;
      return found;
    },

    async read(name, version) {
      const folder = skillNameSchema.safeParse(name).success ? await readFolder(name) : undefined;
      if (folder === undefined) throw await notFound(skillsDir, name);
      const { metadata } = folder;
      const wanted = version ?? metadata.current;
      const versions = metadata.versions.map((candidate) => candidate.version);
      const exact = resolveVersion(versions, wanted);
      const entry = metadata.versions.find((candidate) => candidate.version === exact);
      if (entry === undefined) {
        const known = versions.slice(-10).join(", ");
        throw new EngineError(
          "not_found",
          `Cannot read skill "${name}@${wanted.slice(0, 40)}": there is no such version, use one of ${known}`,
        );
      }
      return folder.kind === "bare"
        ? readBareVersion(skillsDir, metadata)
        : readPublishedVersion(skillsDir, metadata, entry);
    },

    async publish(request: PublishSkillRequest): Promise<PublishedSkill> {
      if (isClosed)
        throw new EngineError("conflict", `Cannot publish skill "${request.name}": the store is closed, open it again`);
      const published = await enqueue(request.name, () => publishSkill(skillsDir, request));
      await watching?.settle().catch(() => undefined);
      notify();
      return published;
    },

    onChange(listener) {
      // A wrapper of its own, so that one function given twice is two listeners.
      const own = (): void => listener();
      listeners.add(own);
      if (!isClosed) watching ??= watchSkills(skillsDir, notify, options.watch);
      return () => {
        listeners.delete(own);
        if (listeners.size > 0) return;
        watching?.close();
        watching = undefined;
      };
    },

    warnings: () => warned,

    async close() {
      isClosed = true;
      watching?.close();
      watching = undefined;
      listeners.clear();
      await Promise.all(queues.values());
    },
  };
}

/**
 * Reads a skill and checks that scripts/skill.ts is its current version. Where it is an older one, or SKILL.md is, a
 * publication did not finish: both are renewed from the version's own folder.
 */
async function readCheckedFolder(skillsDir: string, name: string, attempts: number): Promise<SkillFolder | undefined> {
  const folder = await readSkillFolder(skillsDir, name);
  if (folder?.kind !== "published") return folder;
  const { metadata } = folder;
  const layout = layoutOf(join(skillsDir, name));
  const code = await readText(layout.code, MAX_CODE_BYTES);
  const digest = code === undefined ? undefined : digestOfCode(code);
  const current = metadata.versions.find((version) => version.version === metadata.current);
  if (current === undefined) return folder;
  const isOlder = digest === undefined || metadata.versions.some((version) => version.digest === digest);
  if (digest !== current.digest && !isOlder) {
    // Another process may have published between the two reads.
    if (attempts > 1) return readCheckedFolder(skillsDir, name, attempts - 1);
    throw new EngineError(
      "conflict",
      `Cannot read skill "${name}": scripts/skill.ts is not what was published as ${metadata.current}, save it as a new version or restore it from versions/${metadata.current}`,
    );
  }
  const document = parseSkillDocument((await readText(layout.document, MAX_METADATA_BYTES)) ?? "");
  if (digest === current.digest && versionOf(document?.frontmatter) === metadata.current) return folder;
  const { code: published } = await readPublishedVersion(skillsDir, metadata, current);
  await renewCurrent(skillsDir, metadata, published);
  return folder;
}

function versionOf(frontmatter: Readonly<Record<string, unknown>> | undefined): unknown {
  const extra = frontmatter?.metadata;
  return typeof extra === "object" && extra !== null ? (extra as Record<string, unknown>).version : undefined;
}

async function notFound(skillsDir: string, name: string): Promise<EngineError> {
  const names = await listSkillNames(skillsDir).catch(() => []);
  const known =
    names.length === 0
      ? "none is published yet"
      : `published are ${names.slice(0, 10).join(", ")}${names.length > 10 ? ", …" : ""}`;
  return new EngineError("not_found", `Cannot read skill "${name.slice(0, 80)}": there is no such skill, ${known}`);
}
