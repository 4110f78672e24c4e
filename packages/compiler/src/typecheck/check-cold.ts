import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TypeAnswer, TypeFinding } from "./type-server.ts";
import { VIRTUAL_ROOT } from "./type-server.ts";

const MAX_OUTPUT_CHARS = 1_000_000;
const findingLine = /^main\.ts\((\d+),(\d+)\): error TS(\d+): (.*)$/;

/** The same check with `tsc` in a folder of its own: slower, and independent of TypeScript's unstable API. Never throws. */
export async function checkCold(files: ReadonlyMap<string, string>, deadlineMs: number): Promise<TypeAnswer> {
  let folder: string | undefined;
  try {
    folder = await mkdtemp(join(tmpdir(), "sluice-check-"));
    for (const [path, text] of files) {
      const file = join(folder, path.slice(VIRTUAL_ROOT.length));
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    }
    const output = await runCompiler(folder, deadlineMs);
    if (output === undefined) return { kind: "late" };
    return { kind: "checked", findings: readFindings(output, files.get(`${VIRTUAL_ROOT}/main.ts`) ?? "") };
  } catch (error) {
    return { kind: "failed", reason: error instanceof Error ? error.message : String(error) };
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true }).catch(() => {});
  }
}

/** Undefined where the deadline came first. */
function runCompiler(folder: string, deadlineMs: number): Promise<string | undefined> {
  const compiler = fileURLToPath(new URL("./bin/tsc", import.meta.resolve("typescript/package.json")));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [compiler, "-p", folder, "--pretty", "false"], {
      cwd: folder,
      env: {},
      stdio: ["ignore", "pipe", "ignore"],
      // A group of its own: the launcher runs the compiler as its child.
      detached: true,
    });
    let output = "";
    let isLate = false;
    const end = (): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      } catch {
        // It has ended by itself.
      }
    };
    const timer = setTimeout(() => {
      isLate = true;
      end();
    }, deadlineMs);
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (output.length > MAX_OUTPUT_CHARS) end();
    });
    child.once("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once("close", () => {
      clearTimeout(timer);
      resolve(isLate ? undefined : output);
    });
  });
}

function readFindings(output: string, mainText: string): readonly TypeFinding[] {
  const lines = mainText.split("\n");
  const findings: { start: number; end: number; code: number; message: string }[] = [];
  for (const line of output.split("\n")) {
    const found = findingLine.exec(line);
    if (found !== null) {
      const [, row = "1", column = "1", code = "0", message = ""] = found;
      const before = lines.slice(0, Number(row) - 1).reduce((sum, one) => sum + one.length + 1, 0);
      const start = before + Number(column) - 1;
      findings.push({ start, end: start + 1, code: Number(code), message });
    } else if (line.startsWith("  ")) {
      const last = findings.at(-1);
      if (last !== undefined && last.message.length < 1_000) last.message += `\n${line}`;
    } else if (findings.length > 0 && line !== "") {
      // Another file's finding: what is indented below it is not ours.
      findings.push({ start: -1, end: -1, code: 0, message: "" });
    }
  }
  return findings.filter(({ start }) => start >= 0);
}
