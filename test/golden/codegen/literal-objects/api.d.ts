// literalObjects(args?: { a?: { x: 1; y: ["z", null] }; b?: { k: "v" } | [1, 2] | "s"; c?: { $ref: "#/$defs/X" }; d?: "a\u{202e}b\"\n" }): Promise<any>

export interface LiteralObjectsInput {
  a?: {
    x: 1
    y: ["z", null]
  }
  b?: ({
    k: "v"
  } | [1, 2] | "s")
  c?: {
    $ref: "#/$defs/X"
  }
  d?: "a\u{202e}b\"\n"
}

export declare function literalObjects(args?: LiteralObjectsInput): Promise<any>;
