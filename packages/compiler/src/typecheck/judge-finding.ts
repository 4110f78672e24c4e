import type { Growth } from "./find-growth.ts";
import type { TypeFinding } from "./type-server.ts";

/** How much a finding of TypeScript says about whether the program will work. */
export type Verdict = "error" | "warning" | "ignore";

/** A value may be null or undefined here: often the code knows that it is not. */
const possiblyNothing: ReadonlySet<number> = new Set([
  2454, 2531, 2532, 2533, 2538, 2721, 2722, 2723, 18047, 18048, 18049,
]);
/** Works in JavaScript, if not in the way that types tell: dates subtracted, fields deleted, comparisons that never hold. */
const oddButWorks: ReadonlySet<number> = new Set([
  1117, 2341, 2355, 2358, 2359, 2362, 2363, 2365, 2366, 2367, 2407, 2445, 2464, 2488, 2540, 2556, 2678, 2698, 2769,
  2774, 2783, 2790, 2801, 2839, 2845, 2869, 2871, 2872, 2873, 2881,
]);
/** Of the check itself, of things that are checked elsewhere, or of a style of writing. */
const notAbout: ReadonlySet<number> = new Set([
  1108, 1375, 1378, 1431, 1432, 2306, 2307, 2308, 2309, 2440, 2527, 2571, 2580, 2591, 2592, 2593, 2683, 2742, 2792,
  2846, 4023, 4058, 4060, 5097, 18046,
]);
const literal = String.raw`(?:"[^"\n]*"|-?\d+(?:\.\d+)?|true|false|null|undefined|\.\.\. \d+ more \.\.\.)`;
const literals = `${literal}(?: \\| ${literal})*`;
/** What is not known closely enough, or one of several values, where one of some is wanted. */
const widened = new RegExp(
  `(?:^|\\n)\\s*(?:Type|Argument of type) '(?:(?:string|number|boolean)(?: \\| undefined| \\| null)*|${literal}(?: \\| ${literal})+)' is not assignable to (?:parameter of )?type '${literals}'\\.`,
);
const noGrowth: Growth = { members: new Set(), literals: [] };

/**
 * Wrong names, wrong fields and wrong argument types are errors. What agents write in a hurry and what works all the
 * same is a warning or nothing: objects that grow, values of unknown type, implicit any.
 * `start` is the finding's place where `growth` has its places.
 */
export function judgeFinding(finding: TypeFinding, growth: Growth = noGrowth, start: number = finding.start): Verdict {
  const { code, message } = finding;
  if (notAbout.has(code) || (code >= 7000 && code < 7100) || (code >= 6000 && code < 7000)) return "ignore";
  // Types of the runtime are not declared, only its values, as any.
  if (code === 2694 && /Namespace '(?:Deno|NodeJS)'/.test(message)) return "ignore";
  if (possiblyNothing.has(code) || oddButWorks.has(code)) return "warning";
  const isMissingMember = code === 2339 || code === 2551;
  if (isMissingMember && /on type '(?:unknown|any)'/.test(message)) return "ignore";
  // `const x = {}; x.a = 1`
  if (isMissingMember && /on type '(?:\{\}|object|never|Object|Function|Error)'/.test(message)) return "warning";
  if (isMissingMember && isOfSomePart(finding)) return "warning";
  if (/^(?:Type|Argument of type) 'unknown' is not assignable/.test(message)) return "ignore";
  if (isOnlyNothing(message) || isStartValue(message) || isWidened(message) || isOpen(message)) return "warning";
  if (isGrown(finding, growth, start)) return "warning";
  return "error";
}

/** Assignable but for null or undefined. */
function isOnlyNothing(message: string): boolean {
  const last = lastLine(message);
  return last !== message && /^\s*Type '(?:undefined|null|undefined\[\])' is not assignable to type/.test(last);
}

/**
 * A union's other parts have it: read from one that has not, it is undefined. `isElsewhere` is not known of every place.
 * A pattern that takes it from what may be null or undefined is said to be about the name, too.
 */
function isOfSomePart({ message, isElsewhere }: TypeFinding): boolean {
  if (/ on type '\{ \[\w+: string\]: [^\n]* \| (?:undefined|null)'\.$/.test(message)) return true;
  return isElsewhere ?? /\n\s*Property '| \| (?:undefined|null)'\.$/.test(message);
}

/** What is null, undefined or an empty list at first has no other type: `{ best: null, rows: [] }`. */
function isStartValue(message: string): boolean {
  const last = lastLine(message);
  return / is not assignable to (?:type '(?:null|undefined|never\[\])'|parameter of type 'never')\.$/.test(last);
}

/**
 * `const args = { state: "open" }` makes a string of what is one of the values, and a value may be one that fits; the call
 * itself says if it is none. Lists and sets of some values may be asked for any.
 */
function isWidened(message: string): boolean {
  return widened.test(message);
}

/** Of an object that may have any field, and of arguments that take what others give. */
function isOpen(message: string): boolean {
  return (
    /^Argument of type '(?:object|Record<string, [^']*>)' is not assignable/.test(message) ||
    /^\s*Property '[^']+' is missing in type '(?:Record<string, [^']*>|\{ \[\w+: string\]: [^']*\})'/m.test(message) ||
    /is not assignable to parameter of type '[^']*\bURLSearchParams\b/.test(message)
  );
}

/** About fields that the code itself adds later, or of a literal that may have other fields than the one before it. */
function isGrown({ code, message }: TypeFinding, { members, literals }: Growth, start: number): boolean {
  const [, missing] = /^\s*Property '([^']+)' (?:does not exist on|is missing in) type/m.exec(message) ?? [];
  if (missing !== undefined) return members.has(missing);
  const [, list] =
    /is missing the following properties from type '[^\n]+?': ([^\n]+?)(?:, and \d+ more)?\.?$/.exec(message) ?? [];
  if (list !== undefined) return list.split(", ").every((name) => members.has(name));
  const isOwn = code === 2353 && /does not exist in type '\{/.test(message);
  return isOwn && literals.some((one) => one.start < start && start < one.end);
}

function lastLine(message: string): string {
  return message.slice(message.lastIndexOf("\n") + 1);
}
