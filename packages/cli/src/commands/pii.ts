import { EXIT_OK } from "../exit-codes.ts";
import type { GlobalOptions } from "../options.ts";
import { printTable } from "../print.ts";
import { withGateway } from "../with-gateway.ts";

interface Suggestion {
  readonly pin: string;
  readonly type: string;
  readonly seen: number;
  readonly matching: number;
  readonly isNamed: boolean;
}

/** Pins that the results of earlier runs ask for, ready for a policy's `pii.pins`. */
export async function suggestPins(
  options: GlobalOptions & { readonly server?: string; readonly runs?: number },
): Promise<void> {
  await withGateway(options, async (client, output) => {
    const body = {
      ...(options.server === undefined ? {} : { server: options.server }),
      ...(options.runs === undefined ? {} : { runs: options.runs }),
    };
    const { suggestions } = (await output.progress("reading journals", client.post("/api/pii/suggest", body))) as {
      suggestions: readonly Suggestion[];
    };
    output.result({ suggestions }, () => {
      if (suggestions.length === 0) return "Nothing to suggest: no run has seen personal data yet";
      const rows = suggestions.map(({ pin, type, seen, matching, isNamed }) => [
        `${pin}: ${type}`,
        `${matching} of ${seen}`,
        isNamed ? "" : output.paint("yellow", "look at it first: the name does not say so"),
      ]);
      return printTable([["pii.pins", "values", ""], ...rows]);
    });
    return EXIT_OK;
  });
}
