import { writeFileSync } from "node:fs";
import type { VectorTable } from "./start-table.ts";

/** Header (words, dimensions, bytes of the word list), word list, scales, int8 rows; little-endian. @returns bytes */
export function writeTable(path: string, table: VectorTable): number {
  const { words, dimensions, rows } = table;
  const text = Buffer.from(words.join("\n"), "utf8");
  const bytes = Buffer.alloc(12 + text.length + words.length * (4 + dimensions));
  bytes.writeUInt32LE(words.length, 0);
  bytes.writeUInt32LE(dimensions, 4);
  bytes.writeUInt32LE(text.length, 8);
  text.copy(bytes, 12);
  const scales = 12 + text.length;
  const numbers = scales + words.length * 4;
  for (let id = 0; id < words.length; id += 1) {
    const row = rows.subarray(id * dimensions, (id + 1) * dimensions);
    const scale = row.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) / 127 || 1;
    bytes.writeFloatLE(scale, scales + id * 4);
    for (let at = 0; at < dimensions; at += 1) {
      bytes.writeInt8(Math.round((row[at] as number) / scale), numbers + id * dimensions + at);
    }
  }
  writeFileSync(path, bytes);
  return bytes.length;
}
