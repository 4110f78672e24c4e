import { PolicyStore, printProblem } from "@sluice/policy";

export interface PolicyCheck {
  readonly policies: readonly {
    readonly name: string;
    readonly file?: string | undefined;
    readonly principals: readonly string[];
    readonly tools: number;
  }[];
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

/** The folder as a gateway would read it, with every problem. @throws EngineError `bad_policy` where it would not start */
export async function checkPolicies(dir: string): Promise<PolicyCheck> {
  const store = await PolicyStore.open({ dir, isWatching: false });
  try {
    const problems = store.problems.map((problem) => `${problem.file}: ${printProblem(problem)}`);
    return {
      policies: store
        .list()
        .map(({ name, file, principals, tools }) => ({ name, file, principals, tools: tools.length })),
      problems,
      warnings: problems.length > 0 ? [] : store.warnings,
    };
  } finally {
    await store.close();
  }
}
