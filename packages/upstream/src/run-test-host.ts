/** For tests alone: a process that holds servers and waits to be killed. Its argument is the `servers` object as JSON. */
import { createUpstream } from "./upstream.ts";

const servers = JSON.parse(process.argv[2] ?? "{}");
const upstream = createUpstream({ servers, hostEnv: process.env });
await Promise.all(Object.keys(servers).map((name) => upstream.connect(name)));
process.stdout.write("ready\n");
setInterval(() => {}, 60_000);
