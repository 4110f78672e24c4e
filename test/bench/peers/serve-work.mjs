// The bench's side of a peer: a program comes in, is timed here where no message counts, and the time goes out.
/** @param {{ run: (code: string) => Promise<unknown>, close: () => Promise<unknown> }} peer */
export function serveWork({ run, close }) {
  process.on("message", async ({ code }) => {
    try {
      const startedAt = performance.now();
      await run(code);
      process.send({ ms: performance.now() - startedAt });
    } catch (error) {
      process.send({ error: String(error?.message ?? error) });
    }
  });
  process.on("disconnect", async () => {
    await close();
    process.exit(0);
  });
  process.send({ isReady: true });
}
