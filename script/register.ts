/**
 * Before a page seals anything to a key, it asks the register whether the key is
 * the body's. The page knows the register's own key; what the server says beside
 * is believed only as far as the register's signature reaches. A server that puts
 * another key into the page must first publish it, where everybody can see it.
 */
import { base64 } from "@scure/base";
import { fromUtf8, same } from "./bytes";
import { Fault } from "./fault";
import { openNote, parseVerifier } from "./note";
import { fingerprint } from "./seal";
import { leafHash, Tree, type Get } from "./tiles";

/**
 * Why a key is refused: the register does not list it for this body; lists it as
 * revoked; the listing is older than two days or not of this time; what the server
 * sent is not what the register signed; or the server did not answer.
 */
export type KeyFault = "unlisted" | "revoked" | "stale" | "tampered" | "unreachable";

/** One line of a listing. */
interface ListedKey {
  body: string;
  fingerprint: string;
  /** The day from which the key is not to be used any more. */
  revoked?: string;
}

const maxAge = 2; // days

/**
 * Verifies that the register at base (such as "/register") lists the recipient as
 * a key of the body, in the listing at index, at most two days before today
 * (2026-11-23). Returns if all is well and throws a Fault<KeyFault> if anything
 * is not; a page must seal nothing after that.
 */
export async function verifyKey(
  base: string,
  vkey: string,
  index: number,
  body: string,
  recipient: string,
  today: string,
): Promise<void> {
  const entry = await verifiedEntry(getter(base), vkey, index);
  checkListing(entry, body, recipient, today);
}

/** The entry at an index, proved to be in the tree that the register signed. */
export async function verifiedEntry(get: Get, vkey: string, index: number): Promise<Uint8Array> {
  try {
    const checkpoint = await get("checkpoint");
    if (!checkpoint) throw new Error("no checkpoint");
    const { size, root } = openCheckpoint(checkpoint, vkey);
    if (!Number.isSafeInteger(index) || index < 0 || index >= size) throw new Error("the register is shorter");
    const tree = new Tree(get, size);
    const entry = await tree.entry(index);
    if (!same(await tree.rootWith(index, leafHash(entry)), root)) throw new Error("the entry is not in the signed tree");
    return entry;
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw new Fault<KeyFault>("tampered", [], { cause });
  }
}

/** Reads and verifies a checkpoint (C2SP tlog-checkpoint): origin, size, root. */
export function openCheckpoint(file: Uint8Array, vkey: string): { size: number; root: Uint8Array } {
  const by = parseVerifier(vkey);
  const [origin, size = "", root = ""] = openNote(file, by).split("\n");
  if (origin !== by.name || !/^(0|[1-9][0-9]{0,14})$/.test(size)) throw new Error("malformed checkpoint");
  const hash = base64.decode(root);
  if (hash.length !== 32) throw new Error("malformed checkpoint");
  return { size: Number(size), root: hash };
}

/** Looks a body's key up in the text of a listing. */
export function checkListing(entry: Uint8Array, body: string, recipient: string, today: string): void {
  const listing = parseListing(entry);
  const age = (Date.parse(today) - Date.parse(listing.day)) / 86_400_000;
  // A reader east or west of the register may be a day away from its calendar.
  if (!(age >= -1 && age <= maxAge)) throw new Fault<KeyFault>("stale", [listing.day]);
  const print = fingerprint(recipient);
  const found = listing.keys.filter((key) => key.body === body && key.fingerprint === print);
  if (found.length === 0) throw new Fault<KeyFault>("unlisted", [body]);
  const revoked = found.find((key) => key.revoked !== undefined);
  if (revoked) throw new Fault<KeyFault>("revoked", [body, String(revoked.revoked)]);
}

function parseListing(entry: Uint8Array): { day: string; keys: ListedKey[] } {
  try {
    const listing = JSON.parse(fromUtf8(entry)) as { act?: unknown; day?: unknown; keys?: unknown };
    const { day, keys } = listing;
    if (listing.act !== "list-keys" || typeof day !== "string" || !/^\d{4}-\d\d-\d\d$/.test(day) || !Array.isArray(keys)) {
      throw new Error("not a listing of keys");
    }
    return { day, keys: keys as ListedKey[] };
  } catch (cause) {
    throw new Fault<KeyFault>("tampered", [], { cause });
  }
}

/** Gets over HTTP without telling who asks. */
function getter(base: string): Get {
  return async (path) => {
    let answer: Response;
    try {
      answer = await fetch(`${base}/${path}`, { credentials: "omit", referrerPolicy: "no-referrer" });
      if (answer.ok) return new Uint8Array(await answer.arrayBuffer());
    } catch (cause) {
      throw new Fault<KeyFault>("unreachable", [], { cause });
    }
    if (answer.status === 404) return null;
    throw new Fault<KeyFault>("unreachable", [answer.status]);
  };
}
