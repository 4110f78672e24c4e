// floods the gateway with waits for events
// expect: quota, memory, timeout
const { waitForEvent } = await import("./client.ts");
for (let i = 0; i < 100_000; i++) waitForEvent("never.comes").catch(() => {});
await new Promise(() => {});
