// gives endless work to the thread pool
// expect: timeout
const { pbkdf2 } = await import("node:crypto");
for (let i = 0; i < 64; i++) pbkdf2("x", "y", 50_000_000, 64, "sha512", () => {});
await new Promise((done) => setTimeout(done, 600_000));
