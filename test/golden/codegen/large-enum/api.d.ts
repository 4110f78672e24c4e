// largeEnum(args?: { code?: string; long?: string; few?: "a" | "b" }): Promise<any>
// warning: input of golden.large-enum: an enum of 400 values is typed as what its values are

export interface LargeEnumInput {
  code?: string
  long?: string
  few?: "a" | "b"
}

export declare function largeEnum(args?: LargeEnumInput): Promise<any>;
