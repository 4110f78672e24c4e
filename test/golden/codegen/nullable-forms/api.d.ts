// nullableForms(args: { a: string | null; b: number | null; c: boolean | null; d: null | { x?: number }; e?: "x" | 1; f?: null | "x" }): Promise<any>

export interface NullableFormsInput {
  a: string | null
  b: number | null
  c: boolean | null
  d: (null | {
    x?: number
  })
  e?: "x" | 1
  f?: null | "x"
}

export declare function nullableForms(args: NullableFormsInput): Promise<any>;
