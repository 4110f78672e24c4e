// fetches from this machine under all its names
// expect: denied
const names = ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "0x7f.1", "2130706433", "[::ffff:127.0.0.1]", "user:pw@127.0.0.1", "127.0.0.1.", "localhost."];
for (const name of names) await attempt(name, async () => (await fetch(`http://${name}:${port}/`)).status);
