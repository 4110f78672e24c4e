// oldAndSloppyDrafts(args: { a: string; b?: number; c?: unknown; d?: number; e?: boolean; f?: unknown[]; g?: { [k: string]: unknown }; h?: unknown; i?: 1 | 2; j?: { x?: number }; k?: string[]; l?: null }): Promise<any>
// warning: input of golden.old-and-sloppy-drafts: an unknown `type` became unknown

export interface OldAndSloppyDraftsInput {
  a: string
  /** at least 0 */
  b?: number
  c?: unknown
  d?: number
  e?: boolean
  f?: unknown[]
  g?: { [k: string]: unknown }
  h?: unknown
  i?: 1 | 2
  j?: {
    x?: number
  }
  k?: string[]
  l?: null
}

export declare function oldAndSloppyDrafts(args: OldAndSloppyDraftsInput): Promise<any>;
