import { skillNameSchema } from "@sluice/contracts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDocument } from "yaml";
import { parseSkillDocument, printFrontmatter } from "./frontmatter.ts";
import { renderSkillDocument } from "./render-skill-document.ts";

const name = fc.stringMatching(/^[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,4}$/);
const hostile = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.string({ unit: "grapheme", maxLength: 300 }),
  fc
    .array(
      fc.constantFrom(
        "---",
        "\n",
        "\r",
        "name: evil",
        "#",
        ": ",
        "'",
        '"',
        "\\",
        "*a",
        "&a",
        "!!js",
        "{",
        "|",
        ">",
        "%",
        "@",
        "\u2028",
        "\u0085",
        "\ufeff",
        "\u0000",
        "```",
        "<script>",
        "](x)",
      ),
      { maxLength: 30 },
    )
    .map((parts) => parts.join("")),
);

describe("frontmatter", () => {
  it("printFrontmatter() round-trips any description and adds no field", () => {
    fc.assert(
      fc.property(
        name,
        hostile,
        hostile,
        fc.array(fc.stringMatching(/^[a-z]{1,8}\.[!-~]{1,20}$/), { maxLength: 5 }),
        (skill, description, extra, tools) => {
          const text = printFrontmatter({
            name: skill,
            description,
            metadata: { version: "1.0.0", extra },
            allowedTools: tools,
          });
          const document = parseSkillDocument(`${text}body`);
          expect(document?.frontmatter).toEqual({
            name: skill,
            description: description.toWellFormed(),
            metadata: { version: "1.0.0", extra: extra.toWellFormed() },
            ...(tools.length === 0 ? {} : { "allowed-tools": tools.join(" ") }),
          });
          expect(document?.body).toBe("body");
        },
      ),
      { numRuns: 500 },
    );
  });

  it("printFrontmatter() keeps a version, a number-like name and a boolean-like name texts", () => {
    for (const skill of ["1", "true", "null", "1e3", "0x1f", "no", "2020-01-01"]) {
      const text = printFrontmatter({
        name: skill,
        description: "x",
        metadata: { version: "1.0.0" },
        allowedTools: [],
      });
      expect(parseSkillDocument(text)?.frontmatter).toEqual({
        name: skill,
        description: "x",
        metadata: { version: "1.0.0" },
      });
    }
  });

  it("skill names round-trip through the frontmatter and are refused where they could leave the folder", () => {
    fc.assert(
      fc.property(name, (skill) => {
        fc.pre(skill.length <= 64);
        expect(skillNameSchema.parse(skill)).toBe(skill);
        expect(/[./\\]/.test(skill)).toBe(false);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 80 }), (text) => {
        const isNameLike = /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text) && !text.endsWith("\n") && text.length <= 64;
        expect(skillNameSchema.safeParse(text).success).toBe(isNameLike);
      }),
    );
  });
});

describe("renderSkillDocument()", () => {
  it("renderSkillDocument() keeps hostile words from becoming headings, code fences, HTML or frontmatter", () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, (description, field, meaning) => {
        fc.pre(description.trim() !== "");
        const text = renderSkillDocument({
          name: "a-b",
          description,
          durable: false,
          version: {
            version: "1.0.0",
            digest: "0".repeat(64),
            createdAt: "2026-11-20T00:00:00.000Z",
            createdBy: field,
            requiredTools: [{ address: `s.${field}`, digest: "0".repeat(64) }],
            policy: meaning,
            inputSchema: { type: "object", properties: { [field]: { type: field, description: meaning } } },
          },
        });
        const document = parseSkillDocument(text);
        const lines = document?.body.split("\n") ?? [];
        expect(lines.filter((line) => line.startsWith("#"))).toEqual([
          "# a-b",
          "## How to call it",
          "## Input",
          "## Tools it uses",
          "## Where it comes from",
        ]);
        expect(lines.filter((line) => line.startsWith("```"))).toEqual(["```ts", "```"]);
        // Inside a code span nothing is markup.
        expect(document?.body.replace(/`[^`\n]*`/g, "")).not.toMatch(/(?<!\\)<script/);
        expect(Object.keys(document?.frontmatter ?? {}).filter((key) => key !== "allowed-tools")).toEqual([
          "name",
          "description",
          "metadata",
        ]);
        expect(parseDocument(text.split("\n---\n")[0] ?? "").errors).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
