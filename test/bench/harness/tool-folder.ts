import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

export type Definition = { readonly name: string; readonly outputSchema?: Record<string, unknown> } & Record<
  string,
  unknown
>;

/** Tool lists by server, from `<server>.json` files with `{ tools: [...] }`. @throws Error naming the folder that holds none */
export function readToolFolder(folder: string): Map<string, readonly Definition[]> {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort();
  if (files.length === 0) throw new Error(`Cannot read tool lists of "${folder}": it holds no .json files`);
  return new Map(
    files.map((file) => {
      const { tools } = JSON.parse(readFileSync(join(folder, file), "utf8")) as { tools: Definition[] };
      const name = basename(file, ".json").replace(/[^A-Za-z0-9_-]+/g, "-");
      return [name.slice(0, 60), tools] as const;
    }),
  );
}
