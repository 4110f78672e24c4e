import { readFileSync } from "node:fs";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { parseSync } from "oxc-parser";
import type { GuardAnswer, GuardQuestion } from "./parse-guard.ts";
import { walk } from "./walk.ts";

// Runs as a process of its own. It parses on a thread with less stack than any caller has:
// what survives here is safe there.
const STACK_MB = 2;

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url), { resourceLimits: { stackSizeMb: STACK_MB } });
  worker.on("error", () => process.exit(1));
  if (process.argv.includes("--once")) {
    worker.on("message", ({ depth }: GuardAnswer) => process.stdout.write(String(depth), () => process.exit(0)));
    worker.postMessage(JSON.parse(readFileSync(0, "utf8")));
  } else {
    worker.on("message", (answer: GuardAnswer) => process.send?.(answer));
    process.on("message", (question: GuardQuestion) => worker.postMessage(question));
    process.on("disconnect", () => process.exit(0));
  }
} else {
  parentPort?.on("message", (question: GuardQuestion) => parentPort?.postMessage(measure(question)));
}

function measure({ id, text, language }: GuardQuestion): GuardAnswer {
  const isTypeScript = language === "typescript";
  // Code with JSX is read once more, to say so.
  const hasTags = /<\/|\/>/.test(text);
  const langs = isTypeScript ? (["ts", "tsx"] as const) : (["js", "jsx"] as const);
  let deepest = 0;
  for (const lang of hasTags ? langs : langs.slice(0, 1)) {
    const { program } = parseSync(`program.${lang}`, `async()=>{\n${text}\n}`, { lang, astType: "ts" });
    walk(program.body, ({ depth }) => {
      if (depth > deepest) deepest = depth;
      return undefined;
    });
  }
  return { id, depth: deepest };
}
