// argumentsThatAreNoObject(args?: { [k: string]: unknown }): Promise<ArgumentsThatAreNoObjectOutput>
// warning: input of golden.arguments-that-are-no-object: arguments that are no object became an open object

export type ArgumentsThatAreNoObjectInput = { [k: string]: unknown };

export type ArgumentsThatAreNoObjectOutput = string[];

export declare function argumentsThatAreNoObject(args?: ArgumentsThatAreNoObjectInput): Promise<ArgumentsThatAreNoObjectOutput>;
