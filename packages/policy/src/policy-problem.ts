import { EngineError } from "@sluice/contracts";

/** One thing that is wrong in one policy file. */
export interface PolicyProblem {
  readonly file: string;
  /** 1-based; absent where the file as a whole is meant. */
  readonly line?: number;
  readonly column?: number;
  /** `sandbox.memoryMb`, `tools[2].args.path`; empty for the whole file. */
  readonly path: string;
  /** What is, then what would do. */
  readonly message: string;
}

export function printProblem(problem: PolicyProblem): string {
  const place = [problem.line === undefined ? "" : `line ${problem.line}`, problem.path].filter((part) => part !== "");
  return [...place, problem.message].join(": ");
}

/** One error for all problems of a file; `details.problems` has them one by one. */
export function createPolicyError(file: string, problems: readonly PolicyProblem[], cause?: unknown): EngineError {
  const shown = problems.slice(0, 5).map(printProblem);
  const rest = problems.length > shown.length ? [`and ${problems.length - shown.length} more`] : [];
  return new EngineError("bad_policy", `Cannot read policy "${file}": ${[...shown, ...rest].join("; ")}`, {
    details: { file, problems },
    ...(cause === undefined ? {} : { cause }),
  });
}

export function printPath(path: readonly PropertyKey[]): string {
  let text = "";
  for (const key of path) {
    if (typeof key === "number") text += `[${key}]`;
    else if (/^[A-Za-z_][\w-]*$/.test(String(key))) text += `${text === "" ? "" : "."}${String(key)}`;
    else text += `[${JSON.stringify(String(key))}]`;
  }
  return text;
}
