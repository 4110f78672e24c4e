import type { Washed } from "@sluice/contracts";
import { renderToken } from "../tokens/token-format.ts";
import type { Vault } from "../vault/vault.ts";
import { cutSpread, findSpread } from "./spread-values.ts";
import type { PolicyView } from "./view.ts";
import { Washer } from "./washer.ts";

/** Real text of earlier lines that is looked at together with the next one. */
const CARRIED = 512;
const MAX_CARRIED_LINES = 64;

/**
 * Console lines that leave one by one. What left already cannot be called back: a value spread over lines loses the
 * part in the line that completes it.
 */
export class LogWasher {
  readonly #vault: Vault;
  readonly #view: PolicyView;
  #carried: string[] = [];

  constructor(vault: Vault, view: PolicyView) {
    this.#vault = vault;
    this.#view = view;
  }

  wash(line: string): Washed<string> {
    const lines = [...this.#carried, line];
    const last = lines.length - 1;
    const hits = findSpread(lines, this.#vault.index).filter(
      (hit) => hit.payload.kind === "value" && this.#view.isActive(hit.payload.entry.type) && hit.lastItem === last,
    );
    const longest = [...hits].sort((a, b) => b.end - a.end).slice(0, 1);
    const cut = cutSpread(lines, longest, () => "", true)[last];
    const token = longest.map((hit) => renderToken(hit.payload.entry.token)).join("");
    this.#carry(line);
    const washed = new Washer(this.#vault, this.#view).washText(String(cut));
    return token === "" ? washed : { ...washed, value: token + washed.value };
  }

  #carry(line: string): void {
    this.#carried.push(line.slice(-CARRIED));
    let length = 0;
    let keep = 0;
    for (let at = this.#carried.length - 1; at >= 0 && keep < MAX_CARRIED_LINES && length < CARRIED; at--) {
      length += this.#carried[at]?.length ?? 0;
      keep++;
    }
    this.#carried = this.#carried.slice(-keep);
  }
}
