// localNames(args?: { a?: "one" | "two"; b?: { n: number }; c?: boolean; d?: "x"; "a/b"?: "x"[] }): Promise<any>

export interface LocalNamesInput {
  a?: LocalNamesInputA
  b?: LocalNamesInputB
  c?: boolean
  d?: LocalNamesInputItems
  "a/b"?: ("x")[]
}

export type LocalNamesInputA = "one" | "two";

export interface LocalNamesInputB {
  n: number
}

export type LocalNamesInputItems = "x";

export declare function localNames(args?: LocalNamesInput): Promise<any>;
