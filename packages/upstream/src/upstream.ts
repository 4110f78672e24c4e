import { EngineError, type ServerStatus, type Upstream, type UpstreamChange } from "@sluice/contracts";
import { CallCircuit } from "./call-circuit.ts";
import { CallSlots } from "./call-slots.ts";
import { type CallTarget, callTool, toUnknownServer } from "./call-tool.ts";
import type { Login } from "./oauth/login.ts";
import { type LoginRequest, Logins } from "./oauth/logins.ts";
import { resolveUpstreamOptions, type UpstreamOptions } from "./options.ts";
import { Reaper } from "./reaper.ts";
import { ServerQuestions } from "./server-questions.ts";
import { ServerSupervisor } from "./server-supervisor.ts";

type Target = CallTarget & { readonly questions: ServerQuestions };

/** Beside what the engine needs: what a person may do about a server. */
export interface McpUpstream extends Upstream {
  /**
   * Starts a login of a person, or joins the one under way; the server is connected anew when it is done.
   * @throws EngineError `bad_input` where there is nothing to log in to, and what `startLogin()` throws
   */
  login(server: string, options?: LoginRequest): Promise<Login>;
  /** Forgets the login and has it revoked. @returns whether there was one */
  logout(server: string): Promise<boolean>;
}

/**
 * The client side towards all configured servers. Eager ones connect right after, the others at first use.
 * The caller closes it.
 * @throws EngineError `bad_config`
 */
export function createUpstream(options: UpstreamOptions): McpUpstream {
  const resolved = resolveUpstreamOptions(options);
  const reaper = options.reaper ?? new Reaper();
  const listeners = new Set<(change: UpstreamChange) => void>();
  const targets = new Map<string, Target>();
  const emit = (change: UpstreamChange): void => {
    if (change.kind === "connected") targets.get(change.server.name)?.circuit.reset();
    for (const listener of [...listeners]) {
      try {
        listener(change);
      } catch {
        // One listener's fault is not the others'.
      }
    }
  };

  for (const server of resolved.servers) {
    const questions = new ServerQuestions();
    targets.set(server.name, {
      server,
      supervisor: new ServerSupervisor(server, { options: resolved, reaper, emit, questions }),
      circuit: new CallCircuit(resolved.circuit),
      slots: new CallSlots(server.maxConcurrent, resolved.limits.maxQueued),
      questions,
    });
  }
  const getTarget = (name: string): Target => {
    const target = targets.get(name);
    if (target !== undefined) return target;
    const known = [...targets.keys()].slice(0, 20).join(", ") || "none";
    throw new EngineError("unknown_server", `Cannot find server "${name.slice(0, 80)}": configured are ${known}`);
  };

  const logins = new Logins(resolved);
  let closing: Promise<void> | undefined;
  // Later, so that listeners can be added first.
  setImmediate(() => {
    if (closing !== undefined) return;
    for (const { server, supervisor } of targets.values()) {
      if (server.start === "eager") supervisor.connectInBackground();
    }
  });

  return {
    servers: () => [...targets.values()].map(({ supervisor, circuit }) => withCircuit(supervisor.status(), circuit)),
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
      return target.questions.during(callOptions.onAsk, () => callTool(call, callOptions, target));
    },
    login: async (server, request) => logins.login(getTarget(server), request),
    logout: async (server) => logins.logout(getTarget(server)),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {
      logins.close();
      closing ??= Promise.all([...targets.values()].map(({ supervisor }) => supervisor.close())).then(() => {
        if (options.reaper === undefined) reaper.close();
      });
      return closing;
    },
  };
}

/** Without a connection its backoff is the circuit; with one, what came of the calls. */
function withCircuit(status: ServerStatus, circuit: CallCircuit): ServerStatus {
  if (status.state === "backoff") return { ...status, circuit: "open" };
  if (status.state === "failed") return { ...status, circuit: "half-open" };
  if (status.state !== "connected" || circuit.state === "closed") return { ...status, circuit: "closed" };
  const reason = `${circuit.failures} calls in a row without an answer`;
  const { state, retryInMs } = circuit;
  return { ...status, circuit: state, reason, ...(state === "open" ? { retryInMs } : {}) };
}
