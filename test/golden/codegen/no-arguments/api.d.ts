// noArguments(): Promise<any>

export type NoArgumentsInput = Record<string, never>;

/**
 * Says hello
 * @idempotent
 */
export declare function noArguments(args?: NoArgumentsInput): Promise<any>;
