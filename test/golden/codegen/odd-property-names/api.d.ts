// oddPropertyNames(args: { "__proto__": number; "with-dash": string; "1"?: string; hasOwnProperty?: string; constructor?: boolean; toString?: string; "with space"?: string; "quote\"d"?: string; "back\\slash"?: string; $k0$?: string; $ref?: string; $defs?: { … }; ""?: string; … }): Promise<any>

export interface OddPropertyNamesInput {
  "1"?: string
  hasOwnProperty?: string
  "__proto__": number
  constructor?: boolean
  toString?: string
  "with-dash": string
  "with space"?: string
  "quote\"d"?: string
  "back\\slash"?: string
  $k0$?: string
  $ref?: string
  $defs?: {
    x?: number
  }
  ""?: string
  class?: string
  "имя"?: string
  "a\u{202e}b"?: string
  "line\nbreak"?: string
  "*/"?: string
  properties?: string
  type?: string
  required?: string[]
  length?: number
}

export declare function oddPropertyNames(args: OddPropertyNamesInput): Promise<any>;
