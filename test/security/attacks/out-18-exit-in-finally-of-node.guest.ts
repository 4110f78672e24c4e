// leaves through node in `finally`, with a forged word of success
// expect: error
const { default: process } = await import("node:process");
process.exitCode = 0;
process.on("exit", () => { for (let i = 0; i < 10; i++) process.stdout.write("done\n"); });
try { throw new Error("first"); } finally { process.exit(0); }
