import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { ServerEntry, ToolEntry } from "@sluice/contracts";
import type { SavedIndex } from "./tool-search.ts";

export interface SnapshotContent {
  readonly servers: readonly ServerEntry[];
  /** By slot; slot 0 is never taken. */
  readonly entries: readonly (ToolEntry | undefined)[];
  readonly index: SavedIndex;
}

/** Raised with every change of the format or of what the index holds. */
const formatVersion = 1;
const magic = "SLUICECAT";
const digestLength = 32;
const maxBytes = 1_024 * 1_024 * 1_024;

interface Header {
  readonly version: number;
  readonly fingerprint: string;
  readonly servers: readonly ServerEntry[];
  /** Small fields by slot; the schemas stand behind one another in a section of their own. */
  readonly entries: readonly (EntryHeader | 0)[];
  readonly slots: number;
  readonly sections: readonly number[];
}

type EntryHeader = Omit<ToolEntry, "inputSchema" | "outputSchema"> & {
  readonly schemas: readonly [start: number, input: number, output: number];
};

/** One file: magic, digest of the rest, header length, header, sections at multiples of 8. @throws what the disk says */
export async function writeSnapshot(path: string, fingerprint: string, content: SnapshotContent): Promise<void> {
  const bytes = encode(fingerprint, content);
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    const file = await open(draft, "wx", 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

function encode(fingerprint: string, { servers, entries, index }: SnapshotContent): Buffer {
  const schemas: Buffer[] = [];
  let schemaLength = 0;
  const add = (schema: unknown): number => {
    if (schema === undefined) return 0;
    const text = Buffer.from(JSON.stringify(schema), "utf8");
    schemas.push(text);
    schemaLength += text.length;
    return text.length;
  };
  const headers = entries.map((entry): EntryHeader | 0 => {
    if (entry === undefined) return 0;
    const { inputSchema, outputSchema, ...small } = entry;
    const start = schemaLength;
    return { ...small, schemas: [start, add(inputSchema), add(outputSchema)] };
  });
  const sections = [
    Buffer.concat(schemas),
    Buffer.from(index.terms.join("\n"), "utf8"),
    ...index.arrays.map((array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength)),
  ];
  const header: Header = {
    version: formatVersion,
    fingerprint,
    servers,
    entries: headers,
    slots: index.slots,
    sections: sections.map((section) => section.length),
  };
  const headerBytes = Buffer.from(JSON.stringify(header), "utf8");
  const start = magic.length + digestLength;
  const parts: Buffer[] = [Buffer.alloc(4), headerBytes];
  (parts[0] as Buffer).writeUInt32LE(headerBytes.length);
  let at = start + 4 + headerBytes.length;
  for (const section of sections) {
    const gap = toMultipleOf8(at) - at;
    parts.push(Buffer.alloc(gap), section);
    at += gap + section.length;
  }
  const digest = createHash("sha256");
  for (const part of parts) digest.update(part);
  return Buffer.concat([Buffer.from(magic, "latin1"), digest.digest(), ...parts]);
}

export type ReadOutcome =
  | { readonly kind: "read"; readonly content: SnapshotContent }
  | { readonly kind: "ignored"; readonly reason: string };

/** Never throws. Schemas are parsed when first asked for. */
export function readSnapshot(path: string, fingerprint: string): ReadOutcome {
  try {
    const bytes = readFileSync(path);
    if (bytes.length > maxBytes) return ignored("it is too large");
    const start = magic.length + digestLength;
    if (bytes.length < start + 4 || bytes.toString("latin1", 0, magic.length) !== magic)
      return ignored("it is no snapshot");
    const digest = createHash("sha256").update(bytes.subarray(start)).digest();
    if (!digest.equals(bytes.subarray(magic.length, start))) return ignored("its digest does not fit its content");
    const headerEnd = start + 4 + bytes.readUInt32LE(start);
    const header = JSON.parse(bytes.toString("utf8", start + 4, headerEnd)) as Header;
    if (header.version !== formatVersion) return ignored("another version wrote it");
    if (header.fingerprint !== fingerprint) return ignored("it was made with other word vectors or weights");
    return { kind: "read", content: decode(bytes, headerEnd, header) };
  } catch (error) {
    const isAbsent = (error as NodeJS.ErrnoException).code === "ENOENT";
    return ignored(isAbsent ? "there is none" : `it cannot be read (${(error as Error).name})`);
  }
}

function ignored(reason: string): ReadOutcome {
  return { kind: "ignored", reason };
}

function decode(bytes: Buffer, headerEnd: number, header: Header): SnapshotContent {
  let at = headerEnd;
  const sections = header.sections.map((length) => {
    at = toMultipleOf8(at);
    const section = bytes.subarray(at, at + length);
    at += length;
    return section;
  });
  const [schemas, terms, ...arrays] = sections as [Buffer, Buffer, ...Buffer[]];
  const entries = header.entries.map((entry) => (entry === 0 ? undefined : toEntry(entry, schemas)));
  const text = terms.toString("utf8");
  return {
    servers: header.servers,
    entries,
    index: { slots: header.slots, terms: text === "" ? [] : text.split("\n"), arrays: arrays.map(toOwnBytes) },
  };
}

/** Typed arrays need an aligned start, and the index goes on writing into them. */
function toOwnBytes(section: Buffer): Uint8Array<ArrayBuffer> {
  return new Uint8Array(section);
}

function toEntry({ schemas: [start, input, output], ...small }: EntryHeader, bytes: Buffer): ToolEntry {
  let inputSchema: ToolEntry["inputSchema"] | undefined;
  const entry = {
    ...small,
    get inputSchema(): ToolEntry["inputSchema"] {
      inputSchema ??= JSON.parse(bytes.toString("utf8", start, start + input)) as ToolEntry["inputSchema"];
      return inputSchema;
    },
  };
  if (output === 0) return entry;
  let outputSchema: ToolEntry["inputSchema"] | undefined;
  return Object.defineProperty(entry, "outputSchema", {
    enumerable: true,
    get: () => {
      outputSchema ??= JSON.parse(
        bytes.toString("utf8", start + input, start + input + output),
      ) as ToolEntry["inputSchema"];
      return outputSchema;
    },
  });
}

function toMultipleOf8(at: number): number {
  return Math.ceil(at / 8) * 8;
}
