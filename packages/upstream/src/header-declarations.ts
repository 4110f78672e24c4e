import type { JsonSchema } from "@sluice/contracts";
import { cleanLine } from "./clean-text.ts";

const MARK = "x-mcp-header";
/** RFC 9110, section 5.6.2. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const primitives = new Set(["string", "integer", "boolean"]);

/**
 * 2026-07-28 lets a tool mark arguments that are also sent as HTTP headers; a client must not offer a tool whose
 * marks break the rules. @returns what is wrong, undefined where all is well
 */
export function findHeaderProblem(schema: JsonSchema): string | undefined {
  const names = new Set<string>();
  // Marks are allowed on properties of properties of the root, nowhere else.
  const check = (node: unknown, isReachable: boolean, isRoot: boolean): string | undefined => {
    if (typeof node !== "object" || node === null) return undefined;
    if (!Array.isArray(node) && Object.hasOwn(node, MARK)) {
      const problem = isRoot || !isReachable ? `${MARK} in a place where it may not be` : checkMark(node, names);
      if (problem !== undefined) return problem;
    }
    for (const [key, inner] of Object.entries(node)) {
      const problem =
        key === "properties" && isReachable && !Array.isArray(node)
          ? checkEach(inner, (property) => check(property, true, false))
          : check(inner, false, false);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
  return check(schema, true, true);
}

function checkEach(properties: unknown, check: (property: unknown) => string | undefined): string | undefined {
  if (typeof properties !== "object" || properties === null) return undefined;
  for (const property of Object.values(properties)) {
    const problem = check(property);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function checkMark(node: object, names: Set<string>): string | undefined {
  const { [MARK]: name, type } = node as Record<string, unknown>;
  if (typeof name !== "string" || !TOKEN.test(name)) return `${MARK} is not the name of a header`;
  if (typeof type !== "string" || !primitives.has(type)) {
    return `${MARK} "${cleanLine(name, 60)}" is on something else than a text, a whole number or a boolean`;
  }
  const key = name.toLowerCase();
  if (names.has(key)) return `${MARK} "${cleanLine(name, 60)}" is there twice`;
  names.add(key);
  return undefined;
}
