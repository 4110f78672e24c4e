// takes over descriptors that somebody left open
// expect: denied
const { Socket, createServer } = await import("node:net");
const fs = await import("node:fs");
for (let fd = 3; fd < 40; fd++) {
  await attempt(`write ${fd}`, () => fs.writeSync(fd, "x"));
  await attempt(`read ${fd}`, () => fs.readSync(fd, new Uint8Array(16)));
  await attempt(`listen ${fd}`, () => new Promise((done, fail) => {
    const server = createServer().on("error", fail);
    server.listen({ fd }, () => done("listening"));
    setTimeout(() => fail(new Error("silent")), 20);
  }));
}
