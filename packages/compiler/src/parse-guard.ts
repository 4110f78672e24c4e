import type { Language } from "@sluice/contracts";
import type { Problem, SourceText } from "./source-text.ts";

/** More than this is refused unread. */
export const MAX_SOURCE_CHARS = 1_000_000;

export class ParseGuard {
  async check(source: SourceText, _language: Language): Promise<Problem | undefined> {
    if (source.text.length > MAX_SOURCE_CHARS) {
      return {
        rule: "max-size",
        start: 0,
        message: `Cannot compile this code: it has ${source.text.length} characters, at most ${MAX_SOURCE_CHARS} are read`,
        advice: "Pass large data in context instead of writing it into the code",
      };
    }
    return undefined;
  }
}
