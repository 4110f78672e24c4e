// outputAndAnnotations(args: { id: string }): Promise<OutputAndAnnotationsOutput>

export interface OutputAndAnnotationsInput {
  id: string
}

export interface OutputAndAnnotationsOutput {
  deleted: boolean
  customer: OutputAndAnnotationsOutputCustomer
  warnings?: string[]
}

export interface OutputAndAnnotationsOutputCustomer {
  id: string
  name?: string | null
}

/**
 * Deletes a customer for good.
 *
 * There is no way back.
 * @param args Which one
 * @returns What was there
 * @destructive
 * @idempotent
 * @openWorld
 */
export declare function outputAndAnnotations(args: OutputAndAnnotationsInput): Promise<OutputAndAnnotationsOutput>;
