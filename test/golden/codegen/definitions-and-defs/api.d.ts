// definitionsAndDefs(args?: { a?: { one: number }; b?: { two: number }; c?: { three: number }; d?: "sun"; e?: { nine: number }; f?: string; l?: { two: number }[] }): Promise<any>

export interface DefinitionsAndDefsInput {
  a?: DefinitionsAndDefsInputA
  b?: DefinitionsAndDefsInputA2
  c?: DefinitionsAndDefsInputA3
  d?: DefinitionsAndDefsInputÉté
  e?: DefinitionsAndDefsInput9Lives
  /** Plain text */
  f?: string
  l?: DefinitionsAndDefsInputA2[]
}

export interface DefinitionsAndDefsInputA {
  one: number
}

export interface DefinitionsAndDefsInputA2 {
  two: number
}

export interface DefinitionsAndDefsInputA3 {
  three: number
}

export type DefinitionsAndDefsInputÉté = "sun";

export interface DefinitionsAndDefsInput9Lives {
  nine: number
}

export declare function definitionsAndDefs(args?: DefinitionsAndDefsInput): Promise<any>;
