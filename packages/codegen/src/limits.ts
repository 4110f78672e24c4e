/** Caps on what one server may make us convert, print or check. Beyond each of them a type widens; nothing fails. */
export const schemaLimits = {
  /** Nested schemas: beyond it the rest is `unknown`. */
  maxDepth: 24,
  /** Sub-schemas visited for one root, merged copies included. */
  maxNodes: 6_000,
  maxFields: 600,
  maxLiterals: 256,
  /** Longer lists of values or names are not looked at. */
  maxListed: 10_000,
  maxLiteralChars: 400,
  maxUnionMembers: 64,
  maxTupleItems: 16,
  maxDefinitions: 400,
  /** Printed text of one type, in characters. */
  maxTypeChars: 400_000,
} as const;

export const docLimits = {
  toolChars: 6_000,
  fieldChars: 1_000,
  /** Comments of all fields of one schema together: what comes later has none. */
  schemaChars: 120_000,
  literalChars: 160,
  examples: 2,
} as const;

export const nameLimits = {
  /** Bytes in UTF-8, so that `<name>.ts` fits every file system. */
  functionBytes: 100,
  typeChars: 80,
} as const;

export const signatureLimits = { maxChars: 260 } as const;
