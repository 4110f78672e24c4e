import { matchGlob } from "./match-glob.ts";

/**
 * Whether a text fits a path pattern: `*` stays within one segment, `**` as a whole segment stands for any number of
 * them, none included (`reports/**` covers `reports` too). Nothing is normalised here.
 */
export function matchPath(pattern: string, text: string): boolean {
  const wanted = pattern.split("/");
  const given = text.split("/");
  let w = 0;
  let g = 0;
  // Only the last `**` ever needs to take more, so this ends after at most wanted times given segment tests.
  let lastStars = -1;
  let resumeAt = 0;
  while (g < given.length) {
    const piece = wanted[w];
    if (piece === "**") {
      lastStars = w;
      resumeAt = g;
      w += 1;
    } else if (piece !== undefined && matchGlob(piece, given[g] ?? "")) {
      w += 1;
      g += 1;
    } else if (lastStars !== -1) {
      w = lastStars + 1;
      resumeAt += 1;
      g = resumeAt;
    } else {
      return false;
    }
  }
  while (wanted[w] === "**") w += 1;
  return w === wanted.length;
}

/** What is wrong with an argument pattern, or undefined. */
export function findPathPatternProblem(pattern: string): string | undefined {
  if (pattern.length > 512) return "is longer than 512 characters, write a shorter one";
  const segments = pattern.split("/");
  if (segments.some((segment) => segment !== "**" && segment.includes("**"))) {
    return `"${pattern}" has "**" beside other characters, write it alone between slashes, or "*"`;
  }
  if (segments.includes("..")) return `"${pattern}" climbs with "..", which no value may, write the path it leads to`;
  if (segments.filter((segment) => segment === "**").length > 8)
    return `"${pattern}" has more than eight "**", write fewer`;
  return undefined;
}
