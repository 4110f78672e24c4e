import type { PublishedSkill, PublishSkillRequest, SkillMetadata, SkillSource } from "../skill.ts";

export interface SkillStore {
  list(): Promise<readonly SkillMetadata[]>;
  /** `version` may be a prefix (`1`, `1.2`); absent = current. @throws EngineError `not_found` */
  read(name: string, version?: string): Promise<SkillSource>;
  /** @throws EngineError `bad_input`, `conflict` */
  publish(request: PublishSkillRequest): Promise<PublishedSkill>;
  /** Fires when the folder changed on disk or by publish. @returns unsubscribe */
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}
