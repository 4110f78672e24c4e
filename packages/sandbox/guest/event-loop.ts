/** The part of Deno's core that `setImmediate` is made of. Naming the global itself would load node's timers (18 ms). */
export interface ImmediateQueue {
  readonly kRefed: symbol;
  immediateRefCount(isIncrease: boolean): void;
  queueImmediate(immediate: object): void;
}

/** Resolves after every microtask and every report of an unhandled rejection that is due. */
export function createSettle(core: ImmediateQueue): () => Promise<void> {
  const PromiseCtor = Promise;
  const { immediateRefCount, kRefed, queueImmediate } = core;
  return () =>
    new PromiseCtor((resolve) => {
      immediateRefCount(true);
      queueImmediate({
        _idleNext: null,
        _idlePrev: null,
        _onImmediate: resolve,
        _argv: undefined,
        _destroyed: false,
        asyncId: 0,
        triggerAsyncId: 0,
        [kRefed]: true,
      });
    });
}
