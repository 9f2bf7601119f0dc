/**
 * Sealing: age files to hybrid post-quantum recipients (ML-KEM-768 with X25519)
 * and to nothing else. The format is age's own, so a member can open a letter with
 * the plain age command when this program is gone.
 */
import { Decrypter, Encrypter, generateHybridIdentity, identityToRecipient } from "age-encryption";
import { sha256 } from "@noble/hashes/sha2.js";
import { type Bytes, fromUtf8, hex, utf8 } from "./bytes";
import { Fault } from "./fault";
import { type Letter, pack, unpack } from "./letter";

const recipientPattern = /^age1pq1[qpzry9x8gf2tvdw0s3jn54khce6mua7l]+$/;
const identityPattern = /^AGE-SECRET-KEY-PQ-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]+$/;

/** A new random identity, AGE-SECRET-KEY-PQ-1…. */
export function newIdentity(): Promise<string> {
  return generateHybridIdentity();
}

/** The recipient of an identity, age1pq1…. Throws Fault "not-an-identity". */
export async function recipientOf(identity: string): Promise<string> {
  if (!identityPattern.test(identity)) throw new Fault("not-an-identity");
  try {
    return await identityToRecipient(identity);
  } catch (cause) {
    throw new Fault("not-an-identity", [], { cause });
  }
}

/** SHA-256 of a recipient's text form in lower hex, as the register lists it. */
export function fingerprint(recipient: string): string {
  return hex(sha256(utf8(recipient)));
}

/** SHA-256 of a sealed letter in lower hex, as the receipt states it. */
export function commitment(sealed: Uint8Array): string {
  return hex(sha256(sealed));
}

/** Seals bytes to all recipients, at least one. Throws Fault "not-a-recipient". */
export async function seal(content: Uint8Array, ...to: [string, ...string[]]): Promise<Bytes> {
  const encrypter = new Encrypter();
  if (to.length === 0) throw new Fault("not-a-recipient");
  for (const recipient of to) {
    if (!recipientPattern.test(recipient)) throw new Fault("not-a-recipient");
    try {
      encrypter.addRecipient(recipient);
    } catch (cause) {
      throw new Fault("not-a-recipient", [], { cause });
    }
  }
  return (await encrypter.encrypt(content)) as Bytes;
}

/**
 * Opens an age file. Throws Fault "not-an-identity", or "cannot-open" when the
 * file was sealed to others or is damaged.
 */
export async function open(identity: string, sealed: Uint8Array): Promise<Bytes> {
  if (!identityPattern.test(identity)) throw new Fault("not-an-identity");
  const decrypter = new Decrypter();
  try {
    decrypter.addIdentity(identity);
  } catch (cause) {
    throw new Fault("not-an-identity", [], { cause });
  }
  try {
    return (await decrypter.decrypt(sealed)) as Bytes;
  } catch (cause) {
    throw new Fault("cannot-open", [], { cause });
  }
}

/** Seals an identity to those who may act with it. */
export async function wrap(identity: string, ...to: [string, ...string[]]): Promise<Bytes> {
  await recipientOf(identity); // what is no identity must not be wrapped as one
  return seal(utf8(identity), ...to);
}

/** Opens what wrap made and returns the identity. */
export async function unwrap(identity: string, wrapped: Uint8Array): Promise<string> {
  const secret = fromUtf8(await open(identity, wrapped));
  await recipientOf(secret);
  return secret;
}

/** Packs a letter and seals it to its matter's recipient. */
export function sealLetter(letter: Letter, to: string): Promise<Bytes> {
  return seal(pack(letter), to);
}

/** Opens what sealLetter made, here or at the door. */
export async function openLetter(identity: string, sealed: Uint8Array): Promise<Letter> {
  return unpack(await open(identity, sealed));
}
