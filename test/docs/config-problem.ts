import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "@sluice/gateway";

/** Reads a configuration as a gateway would, with a value of its own for every variable that it names. @returns why it is refused */
export function findConfigProblem(text: string): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), "sluice-docs-"));
  const file = join(folder, "sluice.json");
  writeFileSync(file, text);
  const names = [...text.matchAll(/\$\{(\w+)\}/g)].map((match) => match[1] ?? "");
  try {
    readConfig({ config: file }, Object.fromEntries(names.map((name) => [name, `${name}-`.padEnd(32, "x")])), folder);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
