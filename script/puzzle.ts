/**
 * A puzzle that costs the sender some work when the queue is long, so that a flood
 * costs the flooder more than the reception. No picture to decipher, nothing to
 * read: the browser works while the person waits.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { concat } from "./bytes";

/** How many tries between two breaths of the page. */
const stride = 2048;

/**
 * Finds the smallest nonce from 0 for which SHA-256(seed ‖ content hash ‖ nonce as
 * 8 bytes, big endian) begins with at least so many zero bits. It takes 2^bits
 * tries on average. Throws the signal's reason when aborted.
 */
export async function solve(seed: Uint8Array, contentHash: Uint8Array, bits: number, signal?: AbortSignal): Promise<number> {
  const start = sha256.create().update(concat(seed, contentHash));
  const nonce = new Uint8Array(8);
  const view = new DataView(nonce.buffer);
  for (let n = 0; ; n++) {
    if (n % stride === 0) {
      if (signal?.aborted) throw signal.reason ?? new Error("aborted");
      if (n > 0) await breath();
    }
    view.setUint32(0, Math.floor(n / 2 ** 32));
    view.setUint32(4, n % 2 ** 32);
    if (leadingZeros(start.clone().update(nonce).digest()) >= bits) return n;
  }
}

/** Number of zero bits before the first one. */
export function leadingZeros(hash: Uint8Array): number {
  let n = 0;
  for (const byte of hash) {
    if (byte !== 0) return n + Math.clz32(byte) - 24;
    n += 8;
  }
  return n;
}

/** Lets the page draw and answer before going on. */
function breath(): Promise<void> {
  return new Promise((done) => setTimeout(done, 0));
}
