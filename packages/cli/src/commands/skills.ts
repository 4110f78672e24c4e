import type { SkillMetadata } from "@sluice/contracts";
import { EXIT_OK } from "../exit-codes.ts";
import type { GlobalOptions } from "../options.ts";
import { printSafe, printTable } from "../print.ts";
import { actAs, withGateway } from "../with-gateway.ts";
import { failSurface } from "./fail-surface.ts";

export async function skills(options: GlobalOptions): Promise<void> {
  await withGateway(options, async (client, output) => {
    const { skills: list } = (await client.get("/api/skills")) as { skills: readonly SkillMetadata[] };
    output.result({ skills: list }, () => {
      if (list.length === 0) return "No skills yet; save one with saveSkill or sluice skills save";
      return printTable([
        ["skill", "version", "versions", "description"],
        ...list.map((skill) => [
          skill.name,
          skill.current,
          String(skill.versions.length),
          printSafe(skill.description).split("\n")[0] ?? "",
        ]),
      ]);
    });
    return EXIT_OK;
  });
}

export interface SaveOptions extends GlobalOptions {
  readonly run: string;
  readonly description: string;
  readonly skillVersion?: string;
}

export async function saveSkill(name: string, options: SaveOptions): Promise<void> {
  await withGateway(actAs(options), async (client, output) => {
    const version = options.skillVersion === undefined ? {} : { version: options.skillVersion };
    const reply = await client.tool("saveSkill", {
      name,
      description: options.description,
      fromRun: options.run,
      ...version,
    });
    if (reply.isError === true) return failSurface(reply, output);
    output.result(reply.structuredContent, () => reply.content[0]?.text ?? "");
    return EXIT_OK;
  });
}
