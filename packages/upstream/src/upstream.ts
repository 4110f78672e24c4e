import { EngineError, type ToolCall, type Upstream, type UpstreamChange } from "@sluice/contracts";
import { CallSlots } from "./call-slots.ts";
import { type CallTarget, callTool, toUnknownServer } from "./call-tool.ts";
import { type ElicitAnswer, type ResolvedOptions, resolveUpstreamOptions, type UpstreamOptions } from "./options.ts";
import { Reaper } from "./reaper.ts";
import { ServerSupervisor } from "./server-supervisor.ts";

type Target = CallTarget & { readonly underWay: Set<ToolCall> };

/**
 * The client side towards all configured servers. Eager ones connect right after, the others at first use.
 * The caller closes it.
 * @throws EngineError `bad_config`
 */
export function createUpstream(options: UpstreamOptions): Upstream {
  const resolved = resolveUpstreamOptions(options);
  const reaper = new Reaper();
  const listeners = new Set<(change: UpstreamChange) => void>();
  const emit = (change: UpstreamChange): void => {
    for (const listener of [...listeners]) {
      try {
        listener(change);
      } catch {
        // One listener's fault is not the others'.
      }
    }
  };

  const targets = new Map<string, Target>();
  for (const server of resolved.servers) {
    const underWay = new Set<ToolCall>();
    const elicit = toElicit(resolved, server.name, underWay);
    targets.set(server.name, {
      server,
      supervisor: new ServerSupervisor(server, { options: resolved, reaper, emit, elicit }),
      slots: new CallSlots(server.maxConcurrent, resolved.limits.maxQueued),
      underWay,
    });
  }
  const getTarget = (name: string): Target => {
    const target = targets.get(name);
    if (target !== undefined) return target;
    const known = [...targets.keys()].slice(0, 20).join(", ") || "none";
    throw new EngineError("unknown_server", `Cannot find server "${name.slice(0, 80)}": configured are ${known}`);
  };

  let closing: Promise<void> | undefined;
  // Later, so that listeners can be added first.
  setImmediate(() => {
    if (closing !== undefined) return;
    for (const { server, supervisor } of targets.values()) {
      if (server.start === "eager") supervisor.connectInBackground();
    }
  });

  return {
    servers: () => [...targets.values()].map(({ supervisor }) => supervisor.status()),
    connect: async (server, signal = new AbortController().signal) => {
      await getTarget(server).supervisor.connect(signal);
    },
    callTool: async (call, callOptions) => {
      let target: Target;
      try {
        target = getTarget(call.server);
      } catch (error) {
        return toUnknownServer(call, error);
      }
      target.underWay.add(call);
      try {
        return await callTool(call, callOptions, target);
      } finally {
        target.underWay.delete(call);
      }
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {
      closing ??= Promise.all([...targets.values()].map(({ supervisor }) => supervisor.close())).then(() => {
        reaper.close();
      });
      return closing;
    },
  };
}

function toElicit(
  { onElicit }: ResolvedOptions,
  server: string,
  underWay: ReadonlySet<ToolCall>,
):
  | ((message: string, schema: Readonly<Record<string, unknown>>, signal: AbortSignal) => Promise<ElicitAnswer>)
  | undefined {
  if (onElicit === undefined) return undefined;
  return async (message, requestedSchema, signal) => {
    const [only, second] = underWay;
    const tool = second === undefined ? only?.tool : undefined;
    return onElicit({ server, ...(tool === undefined ? {} : { tool }), message, requestedSchema }, signal);
  };
}
