// printerKeywords(args: { a: string; b?: "x" | "y"; c?: { d?: number } }): Promise<any>

export interface PrinterKeywordsInput {
  /** A" } */
  a: string
  /** Color */
  b?: "x" | "y"
  /** Sub */
  c?: {
    d?: number
  }
}

/** Evil */
export declare function printerKeywords(args: PrinterKeywordsInput): Promise<any>;
