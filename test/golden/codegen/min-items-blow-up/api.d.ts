// minItemsBlowUp(args: { list: string[]; nested?: number[][] }): Promise<any>

export interface MinItemsBlowUpInput {
  /** 100000 to 200000 items */
  list: string[]
  /** at least 50 items */
  nested?: number[][]
}

export declare function minItemsBlowUp(args: MinItemsBlowUpInput): Promise<any>;
