// optionalArguments(args?: { cursor?: string; limit?: number }): Promise<any>

export interface OptionalArgumentsInput {
  cursor?: string
  /**
   * integer
   * @default 20
   */
  limit?: number
}

/** Lists */
export declare function optionalArguments(args?: OptionalArgumentsInput): Promise<any>;
