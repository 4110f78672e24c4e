import {
  ArrayBufferCtor,
  charCodeAt,
  encodeUtf8,
  fromBase64,
  isView,
  lastIndexOfText,
  sliceText,
  stringifyJson,
  toText,
  Uint8ArrayCtor,
} from "./primordials.ts";
import { HostError } from "./tool-error.ts";

/** What writing needs of the process. */
export interface FileWriter {
  mkdir(path: string): void;
  write(path: string, bytes: Uint8Array): void;
}

/** What a tool may have answered with; all of it is optional, since it comes from outside. */
interface Content {
  readonly type?: unknown;
  readonly data?: unknown;
  readonly text?: unknown;
  readonly uri?: unknown;
  readonly resource?: { readonly blob?: unknown; readonly text?: unknown };
}

/** Writes text, bytes, or what a content object holds into the session's folder, with the folders on the way there. */
export function saveFile(writer: FileWriter, path: unknown, content: unknown): { path: string; bytes: number } {
  if (typeof path !== "string" || path === "")
    throw new HostError("bad_input", "Cannot save a file: write saveFile(path, content)", false);
  const bytes = toBytes(path, content);
  try {
    const end = lastIndexOfText(path, "/");
    if (end > 0) writer.mkdir(sliceText(path, 0, end));
    writer.write(path, bytes);
  } catch (error) {
    const { name, message } = error as { readonly name?: unknown; readonly message?: unknown };
    if (name !== "NotCapable" && name !== "PermissionDenied")
      throw new HostError("guest_error", `Cannot save "${path}": ${toText(message)}`, false);
    throw new HostError(
      "denied",
      `Cannot save "${path}": the policy lets code write only into the session's folder, by a relative path, and only where sandbox.files.write names "workspace"`,
      false,
    );
  }
  return { path, bytes: bytes.length };
}

function toBytes(path: string, content: unknown): Uint8Array {
  if (typeof content === "string") return encodeUtf8(content);
  if (isView(content)) return new Uint8ArrayCtor(content.buffer as ArrayBuffer, content.byteOffset, content.byteLength);
  if (content instanceof ArrayBufferCtor) return new Uint8ArrayCtor(content);
  const { type, data, text, uri, resource } = (content ?? {}) as Content;
  if ((type === "image" || type === "audio") && typeof data === "string") return decode(path, data);
  if (type === "resource" && typeof resource?.blob === "string") return decode(path, resource.blob);
  if (type === "resource" && typeof resource?.text === "string") return encodeUtf8(resource.text);
  if (type === "text" && typeof text === "string") return encodeUtf8(text);
  if (type === "resource_link") {
    const message = `Cannot save "${path}": a link holds no data; read "${toText(uri)}" with the server's read_resource and save that`;
    throw new HostError("bad_input", message, false);
  }
  return encodeUtf8(stringifyJson(content ?? null));
}

function decode(path: string, base64: string): Uint8Array {
  let binary: string;
  try {
    binary = fromBase64(base64);
  } catch {
    throw new HostError("bad_input", `Cannot save "${path}": its data is not base64`, false);
  }
  const bytes = new Uint8ArrayCtor(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = charCodeAt(binary, i);
  return bytes;
}
