import type { Washed } from "@sluice/contracts";
import { renderToken } from "../tokens/token-format.ts";
import type { Vault } from "../vault/vault.ts";
import { cutSpread, findSpread } from "./spread-values.ts";
import { type PolicyView, WashTally } from "./view.ts";
import { Washer } from "./washer.ts";

/** Real text of earlier lines that is looked at together with the next ones. */
const CARRIED = 512;
const MAX_CARRIED_LINES = 64;

/**
 * Console lines that leave in groups. A value spread over lines of one group is replaced whole; where its beginning left
 * with an earlier group, what completes it is.
 */
export class LogWasher {
  readonly #vault: Vault;
  readonly #view: PolicyView;
  #carried: readonly string[] = [];

  constructor(vault: Vault, view: PolicyView) {
    this.#vault = vault;
    this.#view = view;
  }

  /** Keeps the number of lines. */
  wash(lines: readonly string[]): Washed<readonly string[]> {
    const all = [...this.#carried, ...lines];
    const gone = this.#carried.length;
    const hits = findSpread(all, this.#vault.index).filter(
      (hit) => hit.payload.kind === "value" && this.#view.isActive(hit.payload.entry.type) && hit.lastItem >= gone,
    );
    const late = new Map<number, string>();
    const cut = cutSpread(
      all,
      hits,
      (hit) => {
        const token = renderToken(hit.payload.entry.token);
        if (hit.firstItem >= gone) return token;
        late.set(hit.lastItem, token);
        return "";
      },
      true,
    );
    const tally = new WashTally();
    const value = cut.slice(gone).map((line, at) => {
      const washed = new Washer(this.#vault, this.#view, tally).washText(String(line)).value;
      return (late.get(gone + at) ?? "") + washed;
    });
    this.#carry(all);
    return { value, replaced: tally.replaced, blocked: tally.blocked };
  }

  #carry(lines: readonly string[]): void {
    const kept: string[] = [];
    let length = 0;
    for (let at = lines.length - 1; at >= 0 && kept.length < MAX_CARRIED_LINES && length < CARRIED; at--) {
      const line = (lines[at] as string).slice(-CARRIED);
      kept.push(line);
      length += line.length;
    }
    this.#carried = kept.reverse();
  }
}
