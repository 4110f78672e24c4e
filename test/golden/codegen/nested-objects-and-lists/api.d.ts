// nestedObjectsAndLists(args?: { filter?: { tags?: string[]; range?: { from: number; to?: number } }; rows?: { id: string }[]; grid?: (string | number)[][] }): Promise<any>

export interface NestedObjectsAndListsInput {
  filter?: {
    /** Any of them */
    tags?: string[]
    range?: {
      from: number
      to?: number
    }
  }
  rows?: {
    /** Row id */
    id: string
  }[]
  grid?: (string | number)[][]
}

export declare function nestedObjectsAndLists(args?: NestedObjectsAndListsInput): Promise<any>;
