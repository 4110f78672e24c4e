/** A figure that Sluice is meant to reach. */
export interface Goal {
  readonly what: string;
  readonly unit: string;
  readonly measured: number;
  readonly limit: number;
  /** Whether the limit is the most or the least that will do. */
  readonly is: "at most" | "at least";
  /** Where the limit comes from, when it is a peer's figure of the same run. */
  readonly than?: string;
}

export interface Table {
  readonly caption?: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface Section {
  readonly name: string;
  readonly title: string;
  readonly lead: string;
  readonly tables: readonly Table[];
  readonly goals: readonly Goal[];
  readonly notes: readonly string[];
}

export function isMet({ measured, limit, is }: Goal): boolean {
  return is === "at most" ? measured <= limit : measured >= limit;
}

/** How much over or under, as a share of the limit. */
export function gapOf({ measured, limit }: Goal): string {
  const share = (measured / limit - 1) * 100;
  return `${share >= 0 ? "+" : "−"}${Math.abs(share).toFixed(0)} %`;
}
