import { createHash } from "node:crypto";
import { join } from "node:path";

/** Where the files of a skill are. A folder under `versions/` is laid out as the skill itself. */
export interface SkillLayout {
  readonly dir: string;
  readonly document: string;
  readonly metadata: string;
  readonly code: string;
  readonly versions: string;
}

export function layoutOf(dir: string): SkillLayout {
  return {
    dir,
    document: join(dir, "SKILL.md"),
    metadata: join(dir, "metadata.json"),
    code: join(dir, "scripts", "skill.ts"),
    versions: join(dir, "versions"),
  };
}

/** sha-256 of a skill's code, as its metadata names it. */
export function digestOfCode(code: string): string {
  return createHash("sha256").update(code, "utf8").digest("hex");
}

export const MAX_CODE_BYTES = 1_048_576;
export const MAX_METADATA_BYTES = 8_388_608;
