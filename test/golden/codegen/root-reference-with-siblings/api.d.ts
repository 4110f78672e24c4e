// rootReferenceWithSiblings(args: { extra: boolean; id: string }): Promise<any>

export interface RootReferenceWithSiblingsInput {
  extra: boolean
  id: string
}

export declare function rootReferenceWithSiblings(args: RootReferenceWithSiblingsInput): Promise<any>;
