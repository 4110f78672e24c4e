import { setTimeout } from "node:timers/promises";
import { executeCodeInput, type IsolationTier, type RunAnswer } from "@sluice/contracts";
import type { Engine } from "@sluice/engine";
import { createLog, openGateway, readConfig } from "@sluice/gateway";

export interface EngineHandle extends AsyncDisposable {
  readonly engine: Engine;
}

/** The engine without MCP: a whole gateway in this process that listens to nobody. */
export async function openEngine(config: string, tier: IsolationTier): Promise<EngineHandle> {
  const gateway = await openGateway(readConfig({ config }, process.env, process.cwd()), {
    env: process.env,
    log: createLog("error"),
    tier,
    isListening: false,
  });
  return { engine: gateway.engine, [Symbol.asyncDispose]: () => gateway.close() };
}

export async function runInEngine(engine: Engine, code: string, principal = "local"): Promise<RunAnswer> {
  const { answer } = await engine.executeCode({ principal }, executeCodeInput.parse({ code }));
  if (!answer.success) throw new Error(`Cannot measure: ${JSON.stringify(answer.error)}`);
  return answer;
}

/** Waits for what a start has left to do in the background. */
export const settle = (ms = 1000): Promise<void> => setTimeout(ms);
