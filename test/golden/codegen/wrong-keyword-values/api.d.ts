// wrongKeywordValues(args?: { a?: string; b?: unknown; c?: unknown; d?: unknown; e?: unknown; f?: unknown; g?: unknown; h?: unknown[]; i?: unknown; j?: unknown; k?: { [k: string]: unknown } }): Promise<any>
// warning: input of golden.wrong-keyword-values: a part that is no schema became unknown
// warning: input of golden.wrong-keyword-values: an unknown `type` became unknown

export interface WrongKeywordValuesInput {
  /**
   * @default null
   * @deprecated since 2
   */
  a?: string
  b?: unknown
  c?: unknown
  d?: unknown
  e?: unknown
  f?: unknown
  g?: unknown
  h?: unknown[]
  i?: unknown
  j?: unknown
  k?: { [k: string]: unknown }
}

export declare function wrongKeywordValues(args?: WrongKeywordValuesInput): Promise<any>;
