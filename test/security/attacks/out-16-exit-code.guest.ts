// sets the exit code and leaves through node
// expect: error
const { default: process } = await import("node:process");
process.exitCode = 0;
process.reallyExit?.(0);
process.exit(0);
