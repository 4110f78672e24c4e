import { captureStack, defineProperty, ErrorCtor, indexOfText, sliceText } from "./primordials.ts";

export interface ToolErrorFields {
  readonly server: string;
  readonly tool: string;
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
}

/** What a failed tool call throws; global in agent code, so that `instanceof` works. */
export class ToolError extends ErrorCtor {
  readonly server: string;
  readonly tool: string;
  readonly code: string;
  readonly retryable: boolean;

  constructor(fields: ToolErrorFields) {
    super(fields.message);
    this.server = fields.server;
    this.tool = fields.tool;
    this.code = fields.code;
    this.retryable = fields.retryable;
  }
}
defineProperty(ToolError.prototype, "name", { value: "ToolError", writable: true, configurable: true });

/** An error of any other host function: an Error with a code. */
export class HostError extends ErrorCtor {
  readonly code: string;
  readonly retryable: boolean;

  constructor(code: string, message: string, retryable: boolean) {
    super(message);
    this.code = code;
    this.retryable = retryable;
  }
}
defineProperty(HostError.prototype, "name", { value: "Error", writable: true, configurable: true });

/** Where a call was made, taken while its caller is still on the stack; formatted only if the call fails. */
export interface CallSite {
  readonly stack?: string;
}

export function takeCallSite(): CallSite {
  const site: { stack?: string } = {};
  captureStack?.(site);
  return site;
}

/** Gives an error the stack of the call that it answers. */
export function moveStack(error: Error, site: CallSite): void {
  const frames = site.stack;
  if (typeof frames !== "string") return;
  const at = indexOfText(frames, "\n");
  defineProperty(error, "stack", {
    value: `${error.name}: ${error.message}${at < 0 ? "" : sliceText(frames, at)}`,
    writable: true,
    configurable: true,
  });
}
