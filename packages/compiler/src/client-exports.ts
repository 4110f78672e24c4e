/** What `./client.ts` exports as values; `ToolError` is a global of the guest that may be imported too. */
export const clientExports: ReadonlySet<string> = new Set([
  "searchTools",
  "describeTool",
  "callTool",
  "display",
  "saveFile",
  "readResult",
  "step",
  "sleep",
  "waitForEvent",
  "state",
  "ask",
  "retry",
  "undo",
  "continueAsNew",
  "ToolError",
]);
