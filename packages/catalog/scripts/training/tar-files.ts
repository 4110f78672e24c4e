const BLOCK = 512;

export interface TarFile {
  readonly path: string;
  readonly bytes: Buffer;
}

/** The entries of an uncompressed tar archive, long names cut at 100 bytes. */
export function listTarFiles(archive: Buffer): readonly TarFile[] {
  const files: TarFile[] = [];
  let at = 0;
  while (at + BLOCK <= archive.length) {
    const path = archive.toString("utf8", at, at + 100).replace(/\0.*$/su, "");
    const size = Number.parseInt(archive.toString("latin1", at + 124, at + 136), 8) || 0;
    at += BLOCK;
    files.push({ path, bytes: archive.subarray(at, at + size) });
    at += Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}
