import { getSum, type McpConnection } from "../harness/clients.ts";

const CALLS = 100;

/** What agents are asked to do everywhere; `call` is the expression that sums, in the dialect of the engine. */
export interface Work {
  readonly name: string;
  readonly isParallel: boolean;
  readonly calls: number;
}

export const works: readonly Work[] = [
  { name: "return 1 + 1", calls: 0, isParallel: false },
  { name: "1 tool call", calls: 1, isParallel: false },
  { name: `${CALLS} calls, one after another`, calls: CALLS, isParallel: false },
  { name: `${CALLS} calls at once`, calls: CALLS, isParallel: true },
];

/** `await` is written by us, so `call` must not have one. */
export function toProgram(work: Work, call: (a: string) => string): string {
  if (work.calls === 0) return "return 1 + 1";
  if (work.calls === 1) return `return await ${call("1")}`;
  if (work.isParallel)
    return `const all = await Promise.all(Array.from({ length: ${work.calls} }, (_, i) => ${call("i")}));\nreturn all.length`;
  return `let last;\nfor (let i = 0; i < ${work.calls}; i++) last = await ${call("i")};\nreturn last`;
}

export const sluiceCall = (a: string): string => `servers.everything.getSum({ a: ${a}, b: 2 })`;

/** The same calls with the SDK's client alone. */
export async function callDirectly({ client }: McpConnection, work: Work): Promise<void> {
  if (work.isParallel) {
    await Promise.all(Array.from({ length: work.calls }, (_, i) => getSum(client, i)));
    return;
  }
  for (let i = 0; i < work.calls; i++) await getSum(client, i);
}
