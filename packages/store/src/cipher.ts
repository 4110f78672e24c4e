import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, randomFillSync } from "node:crypto";
import { EngineError, type Json } from "@sluice/contracts";

const FORMAT = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Drawn at once: asking for twelve bytes costs as much as sealing a short value. */
const NONCES = 256;
/** A sealed value is longer than its plain form by this. */
export const HEADER_BYTES: number = 1 + NONCE_BYTES + TAG_BYTES;

/**
 * Seals values at rest with AES-256-GCM. `place` (table and row id) is authenticated with the value,
 * so a sealed value that is moved to another row does not open.
 */
export interface Cipher {
  seal(place: string, plain: Uint8Array): Uint8Array;
  /** @throws EngineError `storage_failed` where the value was changed, moved, or sealed with another key */
  open(place: string, sealed: Uint8Array): Buffer;
  sealJson(place: string, value: unknown): Uint8Array;
  openJson(place: string, sealed: Uint8Array): Json;
  /** Keyed digest in hex: equal inputs can be found again, and nobody without the key can guess what they are. */
  digest(purpose: string, value: string | Uint8Array): string;
}

/** `master` is 32 bytes; separate keys for sealing and for digests are derived from it. */
export function createCipher(master: Uint8Array): Cipher {
  const derive = (purpose: string) =>
    createSecretKey(Buffer.from(hkdfSync("sha256", master, new Uint8Array(), `sluice store ${purpose}`, 32)));
  const sealKey = derive("seal");
  const digestKey = derive("digest");
  const nonces = Buffer.allocUnsafeSlow(NONCES * NONCE_BYTES);
  let nextNonce = NONCES;
  const takeNonce = (): Buffer => {
    if (nextNonce === NONCES) {
      randomFillSync(nonces);
      nextNonce = 0;
    }
    const at = nextNonce++ * NONCE_BYTES;
    return nonces.subarray(at, at + NONCE_BYTES);
  };

  const cipher: Cipher = {
    seal(place, plain) {
      const nonce = takeNonce();
      const aes = createCipheriv("aes-256-gcm", sealKey, nonce);
      aes.setAAD(toAad(place));
      const body = aes.update(plain);
      aes.final();
      const sealed = Buffer.allocUnsafe(HEADER_BYTES + body.length);
      sealed[0] = FORMAT;
      nonce.copy(sealed, 1);
      aes.getAuthTag().copy(sealed, 1 + NONCE_BYTES);
      body.copy(sealed, HEADER_BYTES);
      return sealed;
    },
    open(place, sealed) {
      try {
        if (sealed.length < HEADER_BYTES || sealed[0] !== FORMAT) throw new Error("unknown format of a sealed value");
        const aes = createDecipheriv("aes-256-gcm", sealKey, sealed.subarray(1, 1 + NONCE_BYTES), {
          authTagLength: TAG_BYTES,
        });
        aes.setAAD(toAad(place));
        aes.setAuthTag(sealed.subarray(1 + NONCE_BYTES, HEADER_BYTES));
        const plain = aes.update(sealed.subarray(HEADER_BYTES));
        aes.final();
        return plain;
      } catch (cause) {
        const table = place.slice(0, place.indexOf("/"));
        throw new EngineError(
          "storage_failed",
          `Cannot read a stored value of "${table}": it was changed on disk or sealed with another key, restore the data folder from a copy`,
          { cause },
        );
      }
    },
    sealJson: (place, value) => cipher.seal(place, Buffer.from(JSON.stringify(value))),
    openJson: (place, sealed) => JSON.parse(cipher.open(place, sealed).toString("utf8")) as Json,
    digest: (purpose, value) => createHmac("sha256", digestKey).update(`${purpose}\0`).update(value).digest("hex"),
  };
  return cipher;
}

function toAad(place: string): Buffer {
  return Buffer.from(`${FORMAT}/${place}`);
}
