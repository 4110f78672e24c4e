// queues messages that nobody reads
// expect: memory, error
const { port1 } = new MessageChannel();
for (;;) port1.postMessage(new Uint8Array(4 << 20).fill(1));
