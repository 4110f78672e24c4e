// spins in the handler of its own exit
// expect: timeout
const { default: process } = await import("node:process");
process.on("exit", () => { for (;;); });
process.exit(0);
