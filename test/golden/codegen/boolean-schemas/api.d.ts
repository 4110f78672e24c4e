// booleanSchemas(args: { anything: unknown; nothing?: never; list?: unknown[]; none?: []; not?: never }): Promise<any>

export interface BooleanSchemasInput {
  anything: unknown
  nothing?: never
  list?: unknown[]
  none?: []
  not?: never
}

export declare function booleanSchemas(args: BooleanSchemasInput): Promise<any>;
