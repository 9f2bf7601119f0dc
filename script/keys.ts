/**
 * Keys from what a person remembers: Argon2id (RFC 9106), then HKDF-SHA256 (RFC
 * 5869) for each purpose. The right to look (mailbox, login secret) and the
 * ability to read (identity) are derived apart: the server gets the first kind
 * only, and cannot get from it to the second.
 */
import { argon2idAsync } from "@noble/hashes/argon2.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { base64urlnopad, bech32 } from "@scure/base";
import { utf8 } from "./bytes";
import { Fault } from "./fault";
import { parsePhrase } from "./phrase";

/** What a phrase stands for. */
export interface PhraseKeys {
  /** Bearer token of the mailbox: 43 characters of base64url. Opens no letter. */
  mailbox: string;
  /** The reporter's age identity, AGE-SECRET-KEY-PQ-1…. Never leaves the browser. */
  identity: string;
}

/** What a seat's login name and passphrase stand for. */
export interface SeatKeys {
  /** Sent to sign in: 43 characters of base64url. Unlocks nothing. */
  loginSecret: string;
  /** The age identity that unwraps the member's own. Never leaves the browser. */
  identity: string;
}

/** How far a derivation has come, from 0 to 1. */
export type Progress = (done: number) => void;

/** Derives the keys of an access phrase as typed; throws the faults of parsePhrase. */
export async function phraseKeys(typed: string, onProgress?: Progress): Promise<PhraseKeys> {
  const master = await stretch(parsePhrase(typed), utf8("adal.access-phrase.v1"), 19456, 2, onProgress);
  return {
    mailbox: base64urlnopad.encode(expand(master, "adal mailbox v1")),
    identity: identityFromSeed(expand(master, "adal reporter key v1")),
  };
}

/** Derives the keys of a seat; throws Fault "passphrase-empty". */
export async function seatKeys(login: string, passphrase: string, onProgress?: Progress): Promise<SeatKeys> {
  const text = normalPassphrase(passphrase);
  if (text === "") throw new Fault("passphrase-empty");
  const salt = sha256(utf8("adal.seat.v1\n" + login.toLowerCase()));
  const master = await stretch(text, salt, 47104, 1, onProgress);
  return {
    loginSecret: base64urlnopad.encode(expand(master, "adal login v1")),
    identity: identityFromSeed(expand(master, "adal unlock v1")),
  };
}

/** NFC, no space at the ends, any run of spaces as one; case and signs count. */
export function normalPassphrase(typed: string): string {
  return typed
    .normalize("NFC")
    .replace(/\p{White_Space}+/gu, " ")
    .replace(/^ | $/g, "");
}

/** The age identity that belongs to 32 secret bytes, in age's own text form. */
export function identityFromSeed(seed: Uint8Array): string {
  if (seed.length !== 32) throw new RangeError("a seed has 32 bytes");
  return bech32.encodeFromBytes("AGE-SECRET-KEY-PQ-", seed).toUpperCase();
}

function stretch(password: string, salt: Uint8Array, kib: number, passes: number, onProgress?: Progress): Promise<Uint8Array> {
  // Yielding every 50 ms keeps the page alive; the work costs the same.
  const options = { m: kib, t: passes, p: 1, dkLen: 32, asyncTick: 50 };
  return argon2idAsync(utf8(password), salt, onProgress ? { ...options, onProgress } : options);
}

function expand(master: Uint8Array, purpose: string): Uint8Array {
  return hkdf(sha256, master, undefined, utf8(purpose), 32);
}
