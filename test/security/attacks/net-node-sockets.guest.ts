// opens sockets through node
// expect: denied
const { connect } = await import("node:net");
const dgram = await import("node:dgram");
const http = await import("node:http");
const http2 = await import("node:http2");
const tls = await import("node:tls");
const opened = (emitter, event) => new Promise((done, fail) => emitter.once("error", fail).once(event, () => done(event)));
await attempt("tcp", () => opened(connect(port, "127.0.0.1"), "connect"));
await attempt("unix", () => opened(connect(socket), "connect"));
await attempt("http", () => opened(http.get({ host: "127.0.0.1", port }), "response"));
await attempt("http over unix", () => opened(http.get({ socketPath: socket }), "response"));
await attempt("http2", () => opened(http2.connect(`http://127.0.0.1:${port}`), "connect"));
await attempt("tls", () => opened(tls.connect(port, "127.0.0.1"), "secureConnect"));
await attempt("listen", () => opened(http.createServer().listen(0), "listening"));
await attempt("udp", () => new Promise((done, fail) => dgram.createSocket("udp4").once("error", fail).send("x", port, "127.0.0.1", (error) => (error ? fail(error) : done("sent")))));
