export { createSkillStore, type FileSkillStore, type SkillStoreOptions } from "./file-skill-store.ts";
export { parseSkillDocument, type SkillDocument } from "./frontmatter.ts";
export { type RenderedSkill, renderSkillDocument } from "./render-skill-document.ts";
export { compareVersions } from "./skill-version.ts";
