import { describe, expect, it } from "vitest";
import { listFiles } from "./source-files.ts";

const MAX_LINES = 350;
/** Put together here, so that this file does not hold them. */
const forbidden = [
  { what: "a path of one machine", pattern: new RegExp(`(^|[^\\w.-])/${"work"}/(main|shared|\\.)`) },
  { what: "a path of one machine", pattern: new RegExp(`\\b${"shared"}/(data|facts|attacks)\\b`) },
  {
    what: "a home folder",
    pattern: new RegExp(`/(home|Users)/(?!ann\\b|me\\b|you\\b|user\\b)[a-z]+/(?:${"Desktop"}|${"Documents"}|src)/`),
  },
  { what: "a package registry", pattern: /registry\.(npmjs|yarnpkg)/ },
  { what: "a private key", pattern: new RegExp(`-----BEGIN ${"[A-Z ]*"}PRIVATE KEY-----\\n[A-Za-z0-9+/]{40}`) },
];

const files = listFiles();
const isText = (path: string) =>
  /\.(m?[tj]s|json|jsonc|md|ya?ml|sql|html|css|sh|txt)$|(^|\/)(Dockerfile|run|\.[a-z]+rc|\.gitignore)$/.test(path);

describe("files of the project", () => {
  it(`none has more than ${MAX_LINES} lines of code`, () => {
    const long = files
      .filter((file) => /\.m?[tj]s$/.test(file.path) && !/^test\/golden\/|\/data\//.test(file.path))
      .map((file) => ({ path: file.path, lines: file.read().split("\n").length - 1 }))
      .filter(({ lines }) => lines > MAX_LINES);
    expect(long).toEqual([]);
  });

  it("hold nothing that is true on one machine only", () => {
    const found = files
      .filter((file) => isText(file.path))
      .flatMap((file) => {
        const text = file.read();
        return forbidden.filter(({ pattern }) => pattern.test(text)).map(({ what }) => `${file.path}: ${what}`);
      });
    expect(found).toEqual([]);
  });
});
