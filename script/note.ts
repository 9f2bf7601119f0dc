/**
 * Signed notes (C2SP signed-note): a text, an empty line, and a signature line
 * "— name base64(key hash, signature)". The register signs its checkpoints so.
 */
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { base64 } from "@scure/base";
import { concat, fromUtf8, same, utf8 } from "./bytes";

const algorithmEd25519 = 1;

/** A public key with the name of its holder, from "name+hash+base64". */
export interface Verifier {
  name: string;
  hash: Uint8Array;
  key: Uint8Array;
}

/** Reads a verifier key; throws an Error when it is malformed. */
export function parseVerifier(vkey: string): Verifier {
  const at = vkey.indexOf("+");
  const second = vkey.indexOf("+", at + 1);
  const name = vkey.slice(0, Math.max(at, 0));
  const data = second < 0 ? new Uint8Array() : base64.decode(vkey.slice(second + 1));
  const hash = sha256(concat(utf8(name + "\n"), data)).slice(0, 4);
  const stated = parseInt(vkey.slice(at + 1, second), 16);
  if (name === "" || /\s/.test(name) || data.length !== 33 || data[0] !== algorithmEd25519) {
    throw new Error("malformed verifier key");
  }
  if (second - at !== 9 || stated !== new DataView(hash.buffer).getUint32(0)) throw new Error("verifier key with a wrong hash");
  return { name, hash, key: data.slice(1) };
}

/**
 * The text of a note that the verifier's holder signed. Signatures of others are
 * passed over; a wrong signature under the holder's name, or none, is an Error.
 */
export function openNote(file: Uint8Array, by: Verifier): string {
  const all = fromUtf8(file);
  const split = all.lastIndexOf("\n\n");
  if (split < 0 || !all.endsWith("\n")) throw new Error("malformed note");
  const text = all.slice(0, split + 1);
  let signed = false;
  for (const line of all.slice(split + 2, -1).split("\n")) {
    const [dash, name, data, ...more] = line.split(" ");
    if (dash !== "—" || !name || !data || more.length > 0) throw new Error("malformed signature line");
    if (name !== by.name) continue;
    const bytes = base64.decode(data);
    if (!same(bytes.subarray(0, 4), by.hash)) continue;
    // RFC 8032 to the letter, as Go's crypto/ed25519 does.
    if (!ed25519.verify(bytes.subarray(4), utf8(text), by.key, { zip215: false })) throw new Error("wrong signature");
    signed = true;
  }
  if (!signed) throw new Error("not signed by " + by.name);
  return text;
}
