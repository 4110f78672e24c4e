export interface CleanQuery {
  readonly text: string;
  /** What addresses and paths in it say about the tool. */
  readonly implied: readonly string[];
  /** Steps that a file in the query needs, whatever else the query asks for. */
  readonly fileSteps: readonly (readonly string[])[];
}

const maxQueryLength = 4_000;
const maxFileSteps = 2;
/** How far before a path its verb is looked for. */
const verbReach = 200;
export const sentencePattern = /[.!?;\n]+(?=\s|$)/u;
const pathPattern = /(?:^|(?<=[\s"'`(]))(?:~|\.{1,2}|[A-Za-z]:)?[/\\][^\s"'`)]*/gu;
const unnamedFilePattern =
  /(?<=\b(?:save|store|write|export|output|put|dump)[sd]?\b[^.!?\n]{0,80}) (?:to|into|in|at|as) (?:(?:a|the|this|that|my|your|given|specified|local|new) )*(?:path|file|disk)\b/giu;
const writing = "save|store|write|export|put|output|record|draft|create|generate|make|produce|compile";
const reading = "read|open|load|analy[sz]e|parse|extract|inspect";
const fileVerbPattern = new RegExp(`\\b(?:(?:${writing})[ds]?|written|${reading})\\b`, "giu");
const writingPattern = new RegExp(`^(?:writ|${writing})`, "iu");

/** Addresses and paths are data; that there is one says "web page" or "file", and the extension says which kind. */
export function cleanQuery(query: string): CleanQuery {
  const implied = new Set<string>();
  const fileSteps: string[][] = [];
  const addFileStep = (before: string): void => {
    const verb = findFileVerb(before);
    if (verb !== undefined && fileSteps.length < maxFileSteps) fileSteps.push([verb, "file"]);
  };
  const text = query
    .slice(0, maxQueryLength)
    .replace(/\b(?:https?|ftp|s3|file):\/\/\S+/giu, () => {
      implied.add("url");
      return " ";
    })
    .replace(/[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}/gu, () => {
      implied.add("email");
      return " ";
    })
    .replace(pathPattern, (path, at: number, whole: string) => {
      implied.add("file");
      const extension = /\.([A-Za-z][A-Za-z0-9]{0,5})[.,;:!?]*$/u.exec(path)?.[1];
      if (extension === undefined) return " ";
      addFileStep(whole.slice(Math.max(0, at - verbReach), at));
      return ` ${extension} `;
    });
  for (const { index } of text.matchAll(unnamedFilePattern))
    addFileStep(text.slice(Math.max(0, index - verbReach), index));
  return { text, implied: [...implied], fileSteps };
}

/** What is done with the file that comes next: the verb nearest before it in its sentence. */
function findFileVerb(before: string): "read" | "write" | undefined {
  const sentence = before.split(sentencePattern).at(-1) ?? "";
  const verb = [...sentence.matchAll(fileVerbPattern)].at(-1)?.[0];
  if (verb === undefined) return undefined;
  return writingPattern.test(verb) ? "write" : "read";
}
