// discriminatedOneOf(args: { shape: { kind: "circle"; radius: number } | { kind: "box"; width: number; height: number } }): Promise<any>

export interface DiscriminatedOneOfInput {
  /** What to draw */
  shape: ({
    kind: "circle"
    radius: number
  } | {
    kind: "box"
    width: number
    height: number
  })
}

export declare function discriminatedOneOf(args: DiscriminatedOneOfInput): Promise<any>;
