// commits without an advisory: unix sockets and proxies without a network check
// expect: denied
await attempt("connect", () => Deno.connect({ transport: "unix", path: socket }));
await attempt("datagram", () => Deno.listenDatagram({ transport: "unixpacket", path: `${workspace}/d` }));
await attempt("vsock", () => Deno.connect({ transport: "vsock", cid: 2, port: 1 }));
await attempt("proxy", async () => (await fetch("http://x.invalid/", { client: Deno.createHttpClient({ proxy: { transport: "unix", path: socket } }) })).status);
await attempt("serve", () => Deno.serve({ path: `${workspace}/s` }, () => new Response("")).addr.path);
