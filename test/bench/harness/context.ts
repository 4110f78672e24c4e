export interface BenchContext {
  /** Few rounds: to see whether it works, not how fast. */
  readonly isQuick: boolean;
  /** Real tool lists as `<server>.json` with `{ tools: [...] }`; absent: the demo's servers alone. */
  readonly toolsFolder: string | undefined;
  /** The number for a full run, or a small part of it for a quick one. */
  count(full: number, quick: number): number;
}

export function createContext(isQuick: boolean, toolsFolder: string | undefined): BenchContext {
  return { isQuick, toolsFolder, count: (full, quick) => (isQuick ? quick : full) };
}
