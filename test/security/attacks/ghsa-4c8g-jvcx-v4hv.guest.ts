// CVE-2026-49983: a file of variables is loaded without the right to either
// expect: denied
const { default: process } = await import("node:process");
const { parseEnv } = await import("node:util");
await attempt("loadEnvFile", () => (process.loadEnvFile(`${outside}/.env`), process.env.LAB_FILE_SECRET ?? "loaded"));
Deno.writeTextFileSync(`${workspace}/.env`, "PLANTED=1\n");
await attempt("own", () => (process.loadEnvFile(`${workspace}/.env`), process.env.PLANTED ?? Promise.reject(new Error("not set"))));
await attempt("default", () => (Deno.chdir(outside), process.loadEnvFile()));
await harmless("parseEnv", () => JSON.stringify(parseEnv("A=1")));
