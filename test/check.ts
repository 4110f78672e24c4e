// What `npm run check` runs: everything that says in seconds whether the code holds together.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

interface Check {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** @default the root */
  readonly folder?: string;
}

interface CheckResult {
  readonly check: Check;
  readonly isPassed: boolean;
  readonly seconds: number;
  readonly output: string;
}

const root = fileURLToPath(new URL("..", import.meta.url));
const bin = join(root, "node_modules", ".bin");
const guest = "packages/sandbox/guest";
const isColored = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;

const checks: readonly Check[] = [
  { name: "biome", command: ["biome", "check", "--error-on-warnings", "."] },
  { name: "tsc", command: ["tsc", "-p", "."] },
  ...(existsSync(join(root, guest, "main.ts"))
    ? [
        {
          name: "deno check",
          command: ["deno", "check", "--quiet", "--no-remote", "--no-npm", "."],
          folder: guest,
        } as const,
      ]
    : []),
  { name: "knip", command: ["knip", "--no-progress", "--no-config-hints"] },
  { name: "unit tests", command: ["vitest", "run", "--project", "unit", "--reporter", "minimal"] },
];

process.exit(await main());

async function main(): Promise<number> {
  const start = performance.now();
  const results = await Promise.all(
    checks.map(async (check) => {
      const result = await runCheck(check);
      print(result);
      return result;
    }),
  );
  const failed = results.filter((result) => !result.isPassed).map((result) => result.check.name);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(
    failed.length === 0 ? `All checks passed in ${seconds} s` : `Failed: ${failed.join(", ")} (${seconds} s)`,
  );
  return failed.length === 0 ? 0 : 1;
}

function runCheck(check: Check): Promise<CheckResult> {
  const start = performance.now();
  const [program, ...args] = check.command;
  const env = { ...process.env, PATH: bin + delimiter + process.env.PATH, DENO_NO_UPDATE_CHECK: "1" };
  const child = spawn(join(bin, program), args, {
    cwd: join(root, check.folder ?? "."),
    env: isColored ? { ...env, FORCE_COLOR: "1" } : { ...env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
    });
  }
  return new Promise((resolve) => {
    const end = (isPassed: boolean) =>
      resolve({ check, isPassed, seconds: (performance.now() - start) / 1000, output: output.trim() });
    child.on("close", (code) => end(code === 0));
    child.on("error", (error) => {
      output += `Cannot start "${program}": ${error.message}, run npm install`;
      end(false);
    });
  });
}

function print({ check, isPassed, seconds, output }: CheckResult): void {
  const mark = isPassed ? paint("✓", 32) : paint("✗", 31);
  console.log(`${mark} ${check.name.padEnd(12)}${seconds.toFixed(1).padStart(6)} s`);
  if (!isPassed && output !== "") console.log(`\n${output}\n`);
}

function paint(text: string, color: number): string {
  return isColored ? `\u001b[${color}m${text}\u001b[0m` : text;
}
