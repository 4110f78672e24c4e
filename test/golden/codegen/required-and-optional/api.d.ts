// requiredAndOptional(args: { title: string; body?: string; count?: number }): Promise<any>

export interface RequiredAndOptionalInput {
  /** Its title */
  title: string
  body?: string
  /** integer, 1 to 100 */
  count?: number
}

/** Creates an issue. */
export declare function requiredAndOptional(args: RequiredAndOptionalInput): Promise<any>;
