// recursiveTypes(args?: { tree?: { name: string; children?: RecursiveTypesInputTreeNode[]; owner?: RecursiveTypesInputOwner }; json?: RecursiveTypesInputJson }): Promise<RecursiveTypesOutput>

export interface RecursiveTypesInput {
  tree?: RecursiveTypesInputTreeNode
  json?: RecursiveTypesInputJson
}

export interface RecursiveTypesInputTreeNode {
  name: string
  children?: RecursiveTypesInputTreeNode[]
  owner?: RecursiveTypesInputOwner
}

export type RecursiveTypesInputJson = (string | RecursiveTypesInputJson[] | { [k: string]: RecursiveTypesInputJson });

export interface RecursiveTypesInputOwner {
  of?: RecursiveTypesInputTreeNode
}

export interface RecursiveTypesOutput {
  next?: RecursiveTypesOutput
}

export declare function recursiveTypes(args?: RecursiveTypesInput): Promise<RecursiveTypesOutput>;
