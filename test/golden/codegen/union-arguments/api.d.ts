// unionArguments(args: { path: string } | { url: string }): Promise<any>

export type UnionArgumentsInput = ({
  path: string
} | {
  url: string
});

export declare function unionArguments(args: UnionArgumentsInput): Promise<any>;
