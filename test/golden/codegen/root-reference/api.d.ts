// rootReference(args: { path: string; parent?: RootReferenceInput }): Promise<any>

export interface RootReferenceInput {
  path: string
  parent?: RootReferenceInput
}

export declare function rootReference(args: RootReferenceInput): Promise<any>;
