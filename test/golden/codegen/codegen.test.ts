import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createToolEntry, type ToolDefinition } from "@sluice/contracts";
import { describe, expect, test } from "vitest";
import { createCodegen } from "../../../packages/codegen/src/index.ts";

const root = import.meta.dirname;
const cases = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
const codegen = createCodegen({ generatedDir: join(root, "unused") });

describe("golden: codegen", () => {
  test.each(cases.map((entry) => entry.name))("%s", async (name) => {
    const tool = JSON.parse(readFileSync(join(root, name, "schema.json"), "utf8")) as Partial<ToolDefinition>;
    const entry = createToolEntry("golden", {
      description: "",
      inputSchema: {},
      annotations: {},
      ...tool,
      name: tool.name ?? name,
    });
    const { declaration, signature, warnings } = await codegen.render(entry);
    const notes = [signature, ...warnings.map((warning) => `warning: ${warning}`)].map((line) => `// ${line}\n`);
    await expect(`${notes.join("")}\n${declaration}`).toMatchFileSnapshot(join(root, name, "api.d.ts"));
  });
});
