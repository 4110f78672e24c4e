// tuples(args?: { point?: [number, number]; head?: [string, ...number[]]; open?: [string, ...unknown[]]; draft7?: [string, boolean]; some?: (string | number)[]; pairs?: [string, "a" | "b"][]; long?: number[] }): Promise<any>

export interface TuplesInput {
  point?: [number, number]
  head?: [string, ...(number)[]]
  open?: [string, ...(unknown)[]]
  draft7?: [string, boolean]
  /** at least 1 item */
  some?: (string | number)[]
  pairs?: [string, ("a" | "b")][]
  long?: number[]
}

export declare function tuples(args?: TuplesInput): Promise<any>;
