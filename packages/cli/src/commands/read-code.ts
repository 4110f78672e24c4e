import { readFileSync } from "node:fs";
import { EngineError } from "@sluice/contracts";

/** A program; `-` is standard input. @throws EngineError `bad_input` */
export function readCode(file: string): string {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = code === "ENOENT" ? "there is no such file" : code === "EISDIR" ? "it is a folder" : message;
    throw new EngineError("bad_input", `Cannot read "${file}": ${why}`, { cause });
  }
}
