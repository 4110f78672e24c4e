// booleanRoot(args?: { [k: string]: unknown }): Promise<unknown>
// warning: output of golden.boolean-root: what nothing can be became unknown

export type BooleanRootInput = { [k: string]: unknown };

export type BooleanRootOutput = unknown;

export declare function booleanRoot(args?: BooleanRootInput): Promise<BooleanRootOutput>;
