import { randomBytes } from "node:crypto";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import {
  EngineError,
  type PublishedSkill,
  type PublishSkillRequest,
  type SkillMetadata,
  type SkillVersion,
  toCanonicalJson,
} from "@sluice/contracts";
import { checkPublishRequest } from "./check-request.ts";
import { withFolderLock } from "./folder-lock.ts";
import { readBareVersion, readSkillFolder, type SkillFolder } from "./read-skill.ts";
import { renderSkillDocument } from "./render-skill-document.ts";
import { digestOfCode, layoutOf, MAX_METADATA_BYTES } from "./skill-layout.ts";
import { checkNewVersion, nextVersion } from "./skill-version.ts";
import { replaceFile, syncFolder, writeNewFile } from "./write-files.ts";

const LOCK_WAIT_MS = 30_000;
const LEFTOVER_AFTER_MS = 3_600_000;

/**
 * Publishes a version. Order, so that a crash at any point leaves a skill that can be read:
 * 1. the version's folder is written aside and renamed into place, never to change again;
 * 2. metadata.json is replaced: from here on the version exists;
 * 3. scripts/skill.ts and SKILL.md follow; a reader that finds old ones renews them.
 * A new skill is one renamed folder.
 *
 * @throws EngineError `bad_input`, `conflict`, `storage_failed`
 */
export async function publishSkill(skillsDir: string, request: PublishSkillRequest): Promise<PublishedSkill> {
  const checked = checkPublishRequest(request);
  try {
    return await withFolderLock(join(skillsDir, `.lock-${checked.name}`), LOCK_WAIT_MS, () =>
      publishLocked(skillsDir, checked),
    );
  } catch (cause) {
    if (cause instanceof EngineError) throw cause;
    throw toPublishError(checked.name, cause);
  }
}

async function publishLocked(skillsDir: string, request: PublishSkillRequest): Promise<PublishedSkill> {
  await removeLeftovers(skillsDir);
  const { name } = request;
  const folder = await readSkillFolder(skillsDir, name);
  const before = folder === undefined ? undefined : await adoptBare(skillsDir, folder);
  const current = before?.versions.find((version) => version.version === before.current);
  const path = `skills/${name}`;
  if (
    before !== undefined &&
    current !== undefined &&
    request.version === undefined &&
    isSame(before, current, request)
  ) {
    return {
      name,
      version: current.version,
      path,
      warnings: [`Version ${current.version} has the same code and description, nothing new was published`],
    };
  }
  const version = chooseVersion(request, before, current);
  const entry = createVersion(request, version);
  const metadata: SkillMetadata = {
    name,
    description: request.description,
    current: version,
    durable: request.durable ?? false,
    versions: [...(before?.versions ?? []), entry],
  };
  if (JSON.stringify(metadata).length > MAX_METADATA_BYTES / 2) {
    throw new EngineError(
      "conflict",
      `Cannot publish skill "${name}": its metadata.json is full, publish under another name`,
    );
  }
  const temporary = join(skillsDir, `.tmp-${name}-${randomBytes(6).toString("hex")}`);
  try {
    if (before === undefined) await writeNewSkill(skillsDir, temporary, metadata, request.code);
    else await writeNewVersion(skillsDir, temporary, metadata, request.code);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return { name, version, path, warnings: folder?.warnings ?? [] };
}

function chooseVersion(
  request: PublishSkillRequest,
  before: SkillMetadata | undefined,
  current: SkillVersion | undefined,
): string {
  const existing = before?.versions.map((version) => version.version) ?? [];
  const hasNewInterface = toCanonicalJson(interfaceOf(current)) !== toCanonicalJson(interfaceOf(request));
  const version = request.version ?? nextVersion(before?.current, hasNewInterface);
  checkNewVersion(request.name, version, existing);
  return version;
}

function interfaceOf(source: SkillVersion | PublishSkillRequest | undefined): readonly unknown[] {
  return [source?.inputSchema ?? null, source?.outputSchema ?? null];
}

function isSame(before: SkillMetadata, current: SkillVersion, request: PublishSkillRequest): boolean {
  return (
    current.digest === digestOfCode(request.code) &&
    before.description === request.description &&
    before.durable === (request.durable ?? false) &&
    toCanonicalJson([interfaceOf(current), current.requiredTools]) ===
      toCanonicalJson([interfaceOf(request), request.requiredTools])
  );
}

function createVersion(request: PublishSkillRequest, version: string): SkillVersion {
  const { fromRun, inputSchema, outputSchema } = request;
  return {
    version,
    digest: digestOfCode(request.code),
    ...(fromRun === undefined ? {} : { fromRun }),
    createdAt: new Date().toISOString(),
    createdBy: request.createdBy,
    requiredTools: [...request.requiredTools],
    policy: request.policy,
    ...(inputSchema === undefined ? {} : { inputSchema }),
    ...(outputSchema === undefined ? {} : { outputSchema }),
  };
}

async function writeNewSkill(
  skillsDir: string,
  temporary: string,
  metadata: SkillMetadata,
  code: string,
): Promise<void> {
  const target = join(skillsDir, metadata.name);
  await writeSkillFiles(temporary, metadata, code);
  await writeSkillFiles(join(temporary, "versions", metadata.current), metadata, code);
  // A folder without a skill in it (such as an emptied one) gives way; one with anything in it makes the rename fail.
  await rename(temporary, target);
  await syncFolder(skillsDir);
}

async function writeNewVersion(
  skillsDir: string,
  temporary: string,
  metadata: SkillMetadata,
  code: string,
): Promise<void> {
  const layout = layoutOf(join(skillsDir, metadata.name));
  const own = { ...metadata, versions: metadata.versions.filter((version) => version.version === metadata.current) };
  await writeSkillFiles(temporary, own, code);
  const target = join(layout.versions, metadata.current);
  // metadata.json does not know this version, so what is there is left of a publication that did not finish.
  await rm(target, { recursive: true, force: true });
  await mkdir(layout.versions, { recursive: true });
  await rename(temporary, target);
  await syncFolder(layout.versions);
  await replaceFile(layout.metadata, printMetadata(metadata));
  await renewCurrent(skillsDir, metadata, code);
}

/** Brings scripts/skill.ts and SKILL.md to the current version. */
export async function renewCurrent(skillsDir: string, metadata: SkillMetadata, code: string): Promise<void> {
  const layout = layoutOf(join(skillsDir, metadata.name));
  await mkdir(join(layout.dir, "scripts"), { recursive: true });
  await replaceFile(layout.code, code);
  await replaceFile(layout.document, renderDocument(metadata));
}

async function writeSkillFiles(dir: string, metadata: SkillMetadata, code: string): Promise<void> {
  const layout = layoutOf(dir);
  await writeNewFile(layout.code, code);
  await writeNewFile(layout.document, renderDocument(metadata));
  await writeNewFile(layout.metadata, printMetadata(metadata));
}

function renderDocument(metadata: SkillMetadata): string {
  const version = metadata.versions.find((candidate) => candidate.version === metadata.current);
  if (version === undefined) throw new TypeError("The current version is one of the versions");
  return renderSkillDocument({
    name: metadata.name,
    description: metadata.description,
    durable: metadata.durable,
    version,
  });
}

/** A hand-written skill becomes its first recorded version, so that publishing over it loses nothing. */
async function adoptBare(skillsDir: string, folder: SkillFolder): Promise<SkillMetadata> {
  const { metadata } = folder;
  if (folder.kind === "published") return metadata;
  const { code } = await readBareVersion(skillsDir, metadata);
  const target = join(layoutOf(join(skillsDir, metadata.name)).versions, metadata.current);
  await rm(target, { recursive: true, force: true });
  await writeSkillFiles(target, metadata, code);
  return metadata;
}

async function removeLeftovers(skillsDir: string): Promise<void> {
  for (const entry of await readdir(skillsDir)) {
    if (!entry.startsWith(".tmp-")) continue;
    const path = join(skillsDir, entry);
    const age = await stat(path).then(
      (stats) => Date.now() - stats.mtimeMs,
      () => 0,
    );
    if (age > LEFTOVER_AFTER_MS) await rm(path, { recursive: true, force: true });
  }
}

function printMetadata(metadata: SkillMetadata): string {
  return `${JSON.stringify(metadata, undefined, 2)}\n`;
}

function toPublishError(name: string, cause: unknown): EngineError {
  const code = (cause as NodeJS.ErrnoException).code ?? "unknown reason";
  const subject = `Cannot publish skill "${name}"`;
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return new EngineError("storage_failed", `${subject}: the disk is full, free some space`, { cause });
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new EngineError(
        "storage_failed",
        `${subject}: its folder may not be written, give the gateway the right to`,
        { cause },
      );
    case "ENOTEMPTY":
    case "EEXIST":
    case "ENOTDIR":
      return new EngineError(
        "conflict",
        `${subject}: its folder holds something else, remove that or use another name`,
        { cause },
      );
    default:
      return new EngineError("storage_failed", `${subject}: its files could not be written (${code}), see the log`, {
        cause,
      });
  }
}
