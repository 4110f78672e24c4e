import { existsSync, globSync, readdirSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { describe, expect, it } from "vitest";
import {
  anchorsOf,
  codeSpansOf,
  type Doc,
  readDoc,
  readDocs,
  readHistory,
  root,
  tableOf,
  wordsOf,
} from "./markdown.ts";

const docs = readDocs();
const PATH = /^(?:packages|docs|test|policies|skills|generated|workspaces|\.ci)\/[\w./*@-]+$/;
const ROOT_FILE =
  /^(?:(?:README|CHANGELOG|CONTRIBUTING)\.md|Dockerfile|LICENSE|package(?:-lock)?\.json|docker-compose\.yml|sluice\.docker\.json)$/;

function missingPaths(doc: Doc): readonly string[] {
  const named = codeSpansOf(doc).filter((span) => PATH.test(span) || ROOT_FILE.test(span));
  return named.filter((path) =>
    path.includes("*") ? globSync(path, { cwd: root }).length === 0 : !existsSync(join(root, path)),
  );
}

function brokenLinks(doc: Doc): readonly string[] {
  const targets = [...doc.text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? "");
  return targets.filter((target) => {
    if (/^https?:/.test(target)) return false;
    const [file = "", anchor] = target.split("#");
    const path = file === "" ? doc.path : posix.join(dirname(doc.path), file);
    if (!existsSync(join(root, path))) return true;
    return anchor !== undefined && !anchorsOf(readDoc(path)).includes(anchor);
  });
}

describe("paths in the documentation", () => {
  it.each(docs)("$path names only files that are there", (doc) => {
    expect(missingPaths(doc)).toEqual([]);
  });

  it.each([...docs, ...readHistory()])("$path has no broken link", (doc) => {
    expect(brokenLinks(doc)).toEqual([]);
  });

  it("missingPaths() and brokenLinks() find what is not there", () => {
    const doc = {
      path: "docs/x.md",
      text: "`packages/nowhere/src/*.ts` `docs/CLI.md` `test/none.ts` [a](CLI.md#exit-codes) [b](CLI.md#none) [c](no.md)",
    };
    expect(missingPaths(doc)).toEqual(["packages/nowhere/src/*.ts", "test/none.ts"]);
    expect(brokenLinks(doc)).toEqual(["CLI.md#none", "no.md"]);
  });
});

describe("docs/decisions", () => {
  it("has every page in its index, by number", () => {
    const pages = readdirSync(join(root, "docs/decisions")).filter((name) => /^\d{4}-.+\.md$/.test(name));
    const rows = tableOf(readDoc("docs/decisions/README.md"), "number", "about");
    const numbers = rows.map(([cell]) => /\d{4}/.exec(cell ?? "")?.[0]);
    expect(pages.map((name) => name.slice(0, 4)).filter((number) => !numbers.includes(number))).toEqual([]);
    expect(new Set(numbers).size).toBe(rows.length);
  });
});

describe("docs/ARCHITECTURE.md", () => {
  const rows = tableOf(readDoc("docs/ARCHITECTURE.md"), "layer", "package");

  it("has every package in its table", () => {
    expect(rows.flatMap(([, name]) => wordsOf(name)).sort()).toEqual(readdirSync(join(root, "packages")).sort());
  });
});

describe("docs/THREAT-MODEL.md", () => {
  const text = readDoc("docs/THREAT-MODEL.md").text;
  const rows = text
    .split("\n")
    .filter((line) => line.startsWith("| ") && !/^\| (?:attack|---)/.test(line))
    .map((line) => line.split("|").map((cell) => cell.trim()));

  it("names for each attack the file that stops it and a test that shows it", () => {
    expect(rows.length).toBeGreaterThan(40);
    const incomplete = rows.filter(([, attack, defence, test]) => {
      const tests = wordsOf(test);
      return attack === "" || defence === "" || tests.length === 0 || !tests.every((path) => path.endsWith(".test.ts"));
    });
    expect(incomplete).toEqual([]);
  });
});

describe("docs/GLOSSARY.md", () => {
  it("has each word once, in order", () => {
    const words = tableOf(readDoc("docs/GLOSSARY.md"), "word", "meaning").map(([word]) => word ?? "");
    expect(words).toEqual([...new Set(words)].sort((a, b) => a.localeCompare(b, "en")));
  });
});
