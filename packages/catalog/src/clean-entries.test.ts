import { createToolEntry, type ToolEntry } from "@sluice/contracts";
import { describe, expect, test } from "vitest";
import { cleanEntries, maxDescriptionLength, maxToolsPerServer, toShape } from "./clean-entries.ts";

const tool = (name: string, description = "does something"): ToolEntry =>
  createToolEntry("s", { name, description, inputSchema: {}, annotations: {} });

describe("cleanEntries()", () => {
  test("cleanEntries() keeps harmless entries as they are, without warnings", () => {
    const entry = tool("read_file", "Reads\na file");
    const result = cleanEntries("s", [entry]);
    expect(result.entries.get("s.read_file")).toBe(entry);
    expect(result.warnings).toEqual([]);
  });

  test("cleanEntries() bounds the number of tools and says how many are missing", () => {
    const listed = Array.from({ length: maxToolsPerServer + 5 }, (_, at) => tool(`t${at}x`));
    const result = cleanEntries("s", listed);
    expect(result.entries.size).toBe(maxToolsPerServer);
    expect(result.warnings.at(-1)).toContain("5 tools or more");
  });

  test("cleanEntries() cuts a description of a megabyte", () => {
    const cleaned = cleanEntries("s", [tool("big", "x ".repeat(500_000))]).entries.get("s.big");
    expect(cleaned?.description.length).toBeLessThanOrEqual(maxDescriptionLength + 1);
  });

  test("cleanEntries() removes invisible characters from texts and keeps the digest of what was listed", () => {
    const entry = tool("mail", "Sends \u202email\u200b\u{e0041}\u{e0042} now");
    const result = cleanEntries("s", [entry]);
    expect(result.entries.get("s.mail")?.description).toBe("Sends mail now");
    expect(result.entries.get("s.mail")?.digest).toBe(entry.digest);
    expect(result.warnings).toHaveLength(1);
  });

  test("cleanEntries() leaves out names that are empty, endless or have invisible characters", () => {
    const result = cleanEntries("s", [tool(""), tool("a".repeat(300)), tool("write\u200b_file"), tool("ok")]);
    expect([...result.entries.keys()]).toEqual(["s.ok"]);
    expect(result.warnings).toHaveLength(3);
  });

  test("cleanEntries() lets the first of two equal names count, and reports look-alikes", () => {
    const result = cleanEntries("s", [tool("send", "first"), tool("send", "second"), tool("sеnd"), tool("Send")]);
    expect(result.entries.get("s.send")?.description).toBe("first");
    expect(result.entries.size).toBe(3);
    expect(result.warnings).toHaveLength(3);
    expect(toShape("pау_l0an")).toBe(toShape("pay-loan"));
  });

  test("cleanEntries() bounds its own warnings", () => {
    const result = cleanEntries(
      "s",
      Array.from({ length: 500 }, () => tool("same")),
    );
    expect(result.warnings.length).toBeLessThanOrEqual(51);
  });
});
