import { EngineError, type Json, type Store, type Truncation } from "@sluice/contracts";
import { cutJson, cutText, jsonBytes } from "./cut-json.ts";
import { type Page, pageOf, readPath } from "./read-path.ts";

const HANDLE = /^res_([A-Za-z0-9_-]{16,128})$/;

/** What `truncated` takes: the handle twice, the note, and in it which parts lost how much. */
const NOTE_BYTES = 1_200;
const PARTS_BYTES = 600;
const SHORT_NOTE_BYTES = 520;
const ROOM_FOR_PARTS = 4_096;

export interface FittedOutput {
  readonly output: Json;
  readonly truncated?: Truncation;
}

/** Keeps the whole washed output behind a handle when it has to be cut. What it gives is in all at most `maxBytes`. */
export async function fitOutput(store: Store, washed: Json, maxBytes: number): Promise<FittedOutput> {
  const originalBytes = jsonBytes(washed);
  if (originalBytes <= maxBytes) return { output: washed };
  const handle = await keepResult(store, washed);
  const hasRoom = maxBytes >= ROOM_FOR_PARTS;
  const { value, missing } = cutJson(washed, Math.max(2, maxBytes - (hasRoom ? NOTE_BYTES : SHORT_NOTE_BYTES)));
  const keptBytes = jsonBytes(value);
  const parts = missing.map(
    (part) => `${part.path === "" ? "the value" : part.path}: ${part.kept} of ${part.total} ${part.unit}`,
  );
  const lost = hasRoom ? ` (${cutText(parts.join("; "), PARTS_BYTES)})` : "";
  const note = `Cut to ${keptBytes} of ${originalBytes} bytes${lost}. Page through the whole with getRun({ action: "read", path, offset, limit }) or readResult("${handle}", …), or return less.`;
  return { output: value, truncated: { handle, originalBytes, keptBytes, note } };
}

async function keepResult(store: Store, washed: Json): Promise<string> {
  return `res_${await store.blobs.put(new TextEncoder().encode(JSON.stringify(washed)))}`;
}

/** @throws EngineError `bad_input` for what is no handle, `not_found` for one that is gone */
export async function loadResult(store: Store, handle: string): Promise<Json> {
  const digest = HANDLE.exec(handle)?.[1];
  if (digest === undefined)
    throw new EngineError("bad_input", `Cannot read "${handle}": handles look like res_… and come with "truncated"`);
  const bytes = await store.blobs.get(digest);
  if (bytes === undefined)
    throw new EngineError("not_found", `Cannot read "${handle}": it is unknown or past its retention`);
  return JSON.parse(new TextDecoder().decode(bytes)) as Json;
}

export interface ReadWindow {
  readonly path?: string | undefined;
  readonly offset?: number | undefined;
  readonly limit?: number | undefined;
}

/** One page, itself never larger than `maxBytes`. */
export function readWindow(whole: Json, window: ReadWindow, maxBytes: number): Page {
  const value = window.path === undefined || window.path === "" ? whole : readPath(whole, window.path);
  const defaultLimit = typeof value === "string" ? 20_000 : 100;
  const { offset, ...page } = pageOf(value, window.offset ?? 0, window.limit ?? defaultLimit);
  const { value: fitted, missing } = cutJson(page.value, maxBytes);
  const top = missing.find((part) => part.path === "");
  if (top === undefined) return { ...page, value: fitted };
  // At least one further, so that whoever pages comes to an end.
  return { ...page, value: fitted, nextOffset: offset + Math.max(1, top.kept) };
}
