import type { TypeFinding } from "./type-server.ts";

/** How much a finding of TypeScript says about whether the program will work. */
export type Verdict = "error" | "warning" | "ignore";

/** A value may be null or undefined here: often the code knows that it is not. */
const possiblyNothing: ReadonlySet<number> = new Set([2454, 2531, 2532, 2533, 2721, 2722, 2723, 18047, 18048, 18049]);
/** Works in JavaScript, if not in the way that types tell: dates subtracted, comparisons that never hold. */
const oddButWorks: ReadonlySet<number> = new Set([
  2358, 2359, 2362, 2363, 2365, 2367, 2407, 2488, 2556, 2678, 2769, 2774, 2801, 2839, 2845, 2869, 2871, 2872, 2873,
  2881,
]);
/** Of the check itself, of things that are checked elsewhere, or of a style of writing. */
const notAbout: ReadonlySet<number> = new Set([
  1108, 1375, 1378, 1431, 1432, 2306, 2307, 2308, 2309, 2440, 2527, 2571, 2580, 2591, 2592, 2593, 2683, 2742, 2792,
  2846, 4023, 4058, 4060, 5097, 18046,
]);

/**
 * Wrong names, wrong fields and wrong argument types are errors. What agents write in a hurry and what works all the
 * same is a warning or nothing: objects that grow, values of unknown type, implicit any.
 */
export function judgeFinding(finding: TypeFinding): Verdict {
  const { code, message } = finding;
  if (notAbout.has(code) || (code >= 7000 && code < 7100) || (code >= 6000 && code < 7000)) return "ignore";
  // Types of the runtime are not declared, only its values, as any.
  if (code === 2694 && /Namespace '(?:Deno|NodeJS)'/.test(message)) return "ignore";
  if (possiblyNothing.has(code) || oddButWorks.has(code)) return "warning";
  const isMissingMember = code === 2339 || code === 2551;
  if (isMissingMember && /on type '(?:unknown|any)'/.test(message)) return "ignore";
  // `const x = {}; x.a = 1`
  if (isMissingMember && /on type '(?:\{\}|object|never|Object|Function|Error)'/.test(message)) return "warning";
  if (/^(?:Type|Argument of type) 'unknown' is not assignable/.test(message)) return "ignore";
  if (isOnlyNothing(message)) return "warning";
  return "error";
}

/** Assignable but for null or undefined. */
function isOnlyNothing(message: string): boolean {
  const last = message.split("\n").at(-1) ?? "";
  const first = message.split("\n")[0] ?? "";
  return last !== first && /^\s*Type '(?:undefined|null|undefined\[\])' is not assignable to type/.test(last);
}
