// foreignReferences(args: { fine: string; web?: unknown; file?: unknown; path?: unknown; missing?: unknown; proto?: unknown; number?: unknown }): Promise<any>
// warning: input of golden.foreign-references: a $ref that this schema does not hold became unknown
// warning: input of golden.foreign-references: a $ref that leads nowhere became unknown

export interface ForeignReferencesInput {
  web?: unknown
  file?: unknown
  path?: unknown
  missing?: unknown
  proto?: unknown
  number?: unknown
  fine: string
}

export declare function foreignReferences(args: ForeignReferencesInput): Promise<any>;
