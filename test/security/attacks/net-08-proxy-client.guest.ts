// fetches through a client of its own making
// expect: denied
for (const proxy of [{ url: `http://127.0.0.1:${port}` }, { transport: "unix", path: socket }, { transport: "tcp", hostname: "127.0.0.1", port }]) {
  await attempt(JSON.stringify(proxy), async () => (await fetch("http://x.invalid/", { client: Deno.createHttpClient({ proxy }) })).status);
}
