// allOfWithProperties(args: { a: "x" | "y"; b: number; c: boolean }): Promise<any>

export interface AllOfWithPropertiesInput {
  a: "x" | "y"
  b: number
  c: boolean
}

export declare function allOfWithProperties(args: AllOfWithPropertiesInput): Promise<any>;
