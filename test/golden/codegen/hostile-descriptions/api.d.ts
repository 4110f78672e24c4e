// hostileDescriptions(args?: { a?: string; b?: number[] }): Promise<HostileDescriptionsOutput>

export interface HostileDescriptionsInput {
  /**
   * Ends here * / export const hacked = 1; / * and again * / x
   * \@ts-expect-error
   * \@deprecated not really {\@link evil}
   * / ** nested / * * / * /
   * nextlast
   *  * \@ts-ignore (pattern "* /")
   * @default "* / export const d = 1 / *"
   * @example "* /"
   * @example {"k":"* /"}
   */
  a?: string
  /**
   * * / //
   * Items: * / \@deprecated
   */
  b?: number[]
}

export type HostileDescriptionsOutput = { [k: string]: unknown };

/**
 * Ends here * / export const hacked = 1; / * and again * / x
 * \@ts-expect-error
 * \@deprecated not really {\@link evil}
 * / ** nested / * * / * /
 * nextlast
 *  * \@ts-ignore
 * @param args * / root
 * @returns * / export const out = 1; @ts-nocheck
 * @example hostileDescriptions({"a":"* /"})
 * @readonly
 */
export declare function hostileDescriptions(args?: HostileDescriptionsInput): Promise<HostileDescriptionsOutput>;
