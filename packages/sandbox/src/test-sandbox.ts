// For tests: a sandbox with small limits, and a host that answers.

import type {
  GuestCall,
  GuestOutcome,
  IsolationTier,
  LogLevel,
  Sandbox,
  SandboxExit,
  SandboxPermissions,
  SandboxRequest,
  SandboxRun,
} from "@sluice/contracts";
import { createSandbox } from "./create-sandbox.ts";
import type { SandboxOptions } from "./sandbox-options.ts";

export const testTiers: readonly IsolationTier[] =
  process.platform === "linux" ? ["strict", "standard", "any"] : ["any"];

export const testPermissions: SandboxPermissions = {
  isolation: "any",
  jit: true,
  memoryMb: 128,
  cpuMs: 20_000,
  wallMs: 40_000,
  outputKb: 64,
  frameKb: 512,
  openFiles: 128,
  env: {},
  workspace: { read: false, write: false, maxFileMb: 1, maxTotalMb: 4, maxFiles: 100 },
  calls: { perRun: 200, parallel: 4 },
};

export const testFiles: SandboxPermissions = {
  ...testPermissions,
  workspace: { ...testPermissions.workspace, read: true, write: true },
};

export interface TestRunOptions {
  readonly permissions?: SandboxPermissions;
  readonly context?: SandboxRequest["startup"]["context"];
  readonly literals?: readonly string[];
  readonly seed?: string;
  readonly nowMs?: number;
  readonly workspaceDir?: string;
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
  /** The answer to a call; undefined: none ever. */
  readonly answer?: (call: GuestCall) => GuestOutcome | undefined;
  readonly onCall?: (call: GuestCall, run: SandboxRun) => void;
}

export interface TestRun {
  readonly exit: SandboxExit;
  readonly logs: readonly { readonly level: LogLevel; readonly text: string }[];
  readonly calls: readonly GuestCall[];
}

export class TestSandbox {
  readonly sandbox: Sandbox;
  readonly warnings: string[];

  private constructor(sandbox: Sandbox, warnings: string[]) {
    this.sandbox = sandbox;
    this.warnings = warnings;
  }

  static async open(options: SandboxOptions = {}): Promise<TestSandbox> {
    const warnings: string[] = [];
    const sandbox = await createSandbox({ warmPerKey: 1, ...options, onWarning: (text) => warnings.push(text) });
    return new TestSandbox(sandbox, warnings);
  }

  async start(
    code: string,
    options: TestRunOptions = {},
  ): Promise<{ readonly run: SandboxRun; readonly end: Promise<TestRun> }> {
    const { answer = echo, nowMs = 1_000_000_000_000 } = options;
    const logs: { level: LogLevel; text: string }[] = [];
    const calls: GuestCall[] = [];
    let deliveries = 0;
    const run: SandboxRun = await this.sandbox.start(
      {
        runId: "run",
        principal: "tester",
        code,
        startup: {
          context: options.context ?? null,
          literals: options.literals ?? [],
          seed: options.seed ?? "000102030405060708090a0b0c0d0e0f",
          nowMs,
        },
        permissions: options.permissions ?? testPermissions,
        deadlineMs: options.deadlineMs ?? Date.now() + 60_000,
        ...(options.workspaceDir === undefined ? {} : { workspaceDir: options.workspaceDir }),
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      },
      {
        onLog: (line) => logs.push(line),
        onCall: (call) => {
          calls.push(call);
          setImmediate(() => {
            options.onCall?.(call, run);
            const outcome = answer(call);
            if (outcome !== undefined) run.deliver(call.id, outcome, nowMs + ++deliveries);
          });
        },
      },
    );
    return { run, end: run.exit.then((exit) => ({ exit, logs, calls })) };
  }

  async run(code: string, options: TestRunOptions = {}): Promise<TestRun> {
    return (await this.start(code, options)).end;
  }

  /** The value of a program that is expected to end well. */
  async value(body: string, options: TestRunOptions = {}): Promise<unknown> {
    const { exit } = await this.run(program(body), options);
    if (exit.end.kind !== "completed") throw new Error(`Expected a value, got ${JSON.stringify(exit.end)}`);
    return exit.end.value;
  }

  close(): Promise<void> {
    return this.sandbox.close();
  }
}

/** A function body as the compiler would hand it over. */
export function program(body: string): string {
  return `export default async function (rt) {\n${body}\n}`;
}

/** A frame written past the harness. */
export function forge(line: string): string {
  return `Deno.stdout.writeSync(new TextEncoder().encode(${JSON.stringify(`${line}\n`)}));`;
}

function echo(call: GuestCall): GuestOutcome {
  return { ok: true, value: call.kind === "timer" ? null : call.args };
}
