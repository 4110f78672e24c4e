// closing descriptors by number through node's child process pipe
// expect: contained
// output: "still here"
const { Pipe } = await import("node:net");
const { default: process } = await import("node:process");
const { closeSync } = await import("node:fs");
await harmless("channel", () => process.channel);
await harmless("NODE_CHANNEL_FD", () => (process.env.NODE_CHANNEL_FD = "4"));
await harmless("binding", () => process.binding("pipe_wrap"));
for (let fd = 3; fd < 64; fd++) await harmless(`close ${fd}`, () => closeSync(fd));
export default "still here";
