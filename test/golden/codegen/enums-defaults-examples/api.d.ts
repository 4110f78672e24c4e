// enumsDefaultsExamples(args?: { by?: "name" | "date" | null; order?: "asc" | "desc"; kind?: "full"; level?: 1 | 2; ratio?: number; old?: string; mixed?: "a" | 1 | true; when?: string }): Promise<any>

export interface EnumsDefaultsExamplesInput {
  by?: "name" | "date" | null
  /**
   * Direction
   * @default "asc"
   */
  order?: "asc" | "desc"
  kind?: "full"
  level?: 1 | 2
  /**
   * above 0
   * @example 0.5
   * @example 0.25
   */
  ratio?: number
  /**
   * Use by
   * @deprecated
   */
  old?: string
  mixed?: "a" | 1 | true
  /** date-time, pattern "^\\d+" */
  when?: string
}

/**
 * Sorts.
 * @example enumsDefaultsExamples({"order":"desc"})
 */
export declare function enumsDefaultsExamples(args?: EnumsDefaultsExamplesInput): Promise<any>;
