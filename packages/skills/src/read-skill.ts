import { open, stat } from "node:fs/promises";
import { join } from "node:path";
import {
  EngineError,
  type SkillMetadata,
  type SkillSource,
  type SkillVersion,
  skillMetadataSchema,
  versionSchema,
} from "@sluice/contracts";
import { parseSkillDocument } from "./frontmatter.ts";
import { digestOfCode, layoutOf, MAX_CODE_BYTES, MAX_METADATA_BYTES } from "./skill-layout.ts";

/** A skill folder as read: `published` ones have metadata.json, `bare` ones were written by hand. */
export interface SkillFolder {
  readonly kind: "published" | "bare";
  readonly metadata: SkillMetadata;
  readonly warnings: readonly string[];
}

/** Undefined where the folder holds no skill with code. @throws EngineError `conflict` where it does but cannot be trusted */
export async function readSkillFolder(skillsDir: string, name: string): Promise<SkillFolder | undefined> {
  const layout = layoutOf(join(skillsDir, name));
  const text = await readText(layout.metadata, MAX_METADATA_BYTES);
  if (text === undefined) return readBareSkill(skillsDir, name);
  const metadata = parseMetadata(text, name);
  if (metadata.name !== name) {
    throw broken(name, `its metadata.json is of skill "${metadata.name}", give folder and metadata one name`);
  }
  if (!metadata.versions.some((version) => version.version === metadata.current)) {
    throw broken(name, `its metadata.json has no version ${metadata.current}, which it calls current, restore it`);
  }
  return { kind: "published", metadata, warnings: [] };
}

/** One version, its code checked against the digest that was recorded at publication. @throws EngineError `conflict` */
export async function readPublishedVersion(
  skillsDir: string,
  metadata: SkillMetadata,
  version: SkillVersion,
): Promise<SkillSource> {
  const place = `versions/${version.version}`;
  const layout = layoutOf(join(skillsDir, metadata.name, "versions", version.version));
  const code = await readText(layout.code, MAX_CODE_BYTES);
  const label = `${metadata.name}@${version.version}`;
  if (code === undefined)
    throw broken(label, `${place}/scripts/skill.ts is missing, restore it or publish a new version`);
  if (digestOfCode(code) !== version.digest) {
    throw broken(label, `${place}/scripts/skill.ts is not what was published, restore it or publish a new version`);
  }
  const own = await readText(layout.metadata, MAX_METADATA_BYTES);
  const { description, durable } = own === undefined ? metadata : parseMetadata(own, label);
  return { name: metadata.name, version: version.version, description, durable, code, metadata: version };
}

async function readBareSkill(skillsDir: string, name: string): Promise<SkillFolder | undefined> {
  const layout = layoutOf(join(skillsDir, name));
  const [document, code] = await Promise.all([
    readText(layout.document, MAX_METADATA_BYTES),
    readText(layout.code, MAX_CODE_BYTES),
  ]);
  if (document === undefined || code === undefined) return undefined;
  const parsed = parseSkillDocument(document);
  if (parsed === undefined)
    throw broken(
      name,
      "its SKILL.md has no frontmatter that can be read, begin it with name and description between --- lines",
    );
  const { frontmatter } = parsed;
  const given = typeof frontmatter.description === "string" ? frontmatter.description.trim() : "";
  if (given === "") throw broken(name, "its SKILL.md has no description, write one of 1 to 1024 characters");
  const extra =
    typeof frontmatter.metadata === "object" && frontmatter.metadata !== null
      ? (frontmatter.metadata as Record<string, unknown>)
      : {};
  const stated = versionSchema.safeParse(extra.version);
  const warnings = [
    ...(frontmatter.name === name ? [] : [`Skill "${name}": SKILL.md gives another name, the folder's counts`]),
    ...(stated.success
      ? []
      : [`Skill "${name}": SKILL.md has no metadata.version such as "1.0.0", so it counts as 0.0.0`]),
  ];
  const version: SkillVersion = {
    version: stated.success ? stated.data : "0.0.0",
    digest: digestOfCode(code),
    createdAt: (await stat(layout.code)).mtime.toISOString(),
    createdBy: typeof extra.author === "string" && extra.author !== "" ? extra.author : "unknown",
    // Tool digests are known at publication only; what is not known cannot become stale.
    requiredTools: [],
    policy: "default",
  };
  const metadata: SkillMetadata = {
    name,
    description: given.slice(0, 1024),
    current: version.version,
    durable: extra.durable === "true" || extra.durable === true,
    versions: [version],
  };
  return { kind: "bare", metadata, warnings };
}

/** A hand-written skill has one version: what its folder holds now. */
export async function readBareVersion(skillsDir: string, metadata: SkillMetadata): Promise<SkillSource> {
  const code = await readText(layoutOf(join(skillsDir, metadata.name)).code, MAX_CODE_BYTES);
  const [version] = metadata.versions;
  if (code === undefined || version === undefined)
    throw broken(metadata.name, "its scripts/skill.ts is gone, restore it");
  const { name, description, durable } = metadata;
  return {
    name,
    version: version.version,
    description,
    durable,
    code,
    metadata: { ...version, digest: digestOfCode(code) },
  };
}

/** Undefined where there is no such file. @throws EngineError `conflict` where it cannot be read as text of that size */
export async function readText(path: string, maxBytes: number): Promise<string | undefined> {
  try {
    const file = await open(path, "r");
    try {
      const { size } = await file.stat();
      if (size > maxBytes)
        throw new EngineError("conflict", `Cannot read skill file: it has ${size} bytes, at most ${maxBytes} will do`);
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await file.readFile());
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    if (error instanceof EngineError) throw error;
    throw new EngineError(
      "conflict",
      `Cannot read skill file: ${code ?? "unknown reason"}, make it a UTF-8 file the gateway may read`,
      { cause: error },
    );
  }
}

function parseMetadata(text: string, label: string): SkillMetadata {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw broken(label, "its metadata.json is not JSON, restore it", cause);
  }
  const result = skillMetadataSchema.safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw broken(
      label,
      `its metadata.json is wrong at ${issue?.path.join(".") || "its root"} (${issue?.message}), restore it`,
    );
  }
  return result.data;
}

function broken(label: string, what: string, cause?: unknown): EngineError {
  return new EngineError("conflict", `Cannot read skill "${label}": ${what}`, cause === undefined ? {} : { cause });
}
