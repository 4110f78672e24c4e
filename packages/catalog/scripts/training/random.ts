/** Numbers that are the same in each training of the same data. */
export interface Random {
  /** 0 (inclusive) to 1. */
  readonly next: () => number;
  readonly normal: () => number;
  readonly shuffle: <T>(items: T[]) => T[];
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    shuffle: (items) => {
      for (let at = items.length - 1; at > 0; at -= 1) {
        const other = Math.floor(next() * (at + 1));
        [items[at], items[other]] = [items[other] as (typeof items)[number], items[at] as (typeof items)[number]];
      }
      return items;
    },
  };
}
