// typesThatAreOnlyThemselves(args?: { a?: unknown; b?: TypesThatAreOnlyThemselvesInputB; s?: { x?: number }; d?: unknown }): Promise<any>
// warning: input of golden.types-that-are-only-themselves: a $ref that leads nowhere became unknown
// warning: input of golden.types-that-are-only-themselves: a type that is nothing but itself became unknown

export interface TypesThatAreOnlyThemselvesInput {
  a?: unknown
  b?: TypesThatAreOnlyThemselvesInputB
  s?: TypesThatAreOnlyThemselvesInputS
  d?: unknown
}

export type TypesThatAreOnlyThemselvesInputB = TypesThatAreOnlyThemselvesInputC | string;

export interface TypesThatAreOnlyThemselvesInputS {
  x?: number
}

export type TypesThatAreOnlyThemselvesInputC = unknown;

export declare function typesThatAreOnlyThemselves(args?: TypesThatAreOnlyThemselvesInput): Promise<any>;
