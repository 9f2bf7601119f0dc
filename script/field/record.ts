/**
 * What a phone keeps of an observation until it was sent. Whatever comes out of the
 * browser's database is looked at as if a stranger had put it there: another page of
 * this site, an older version of this script, somebody with the phone in their hand.
 */

/** How far a draft has come. */
export type State = "draft" | "ready" | "refused" | "sent";

export interface Draft {
  key: string; // under which the server keeps it once
  rev: number; // grows with each change, so that two tabs don't overwrite one another
  seat: string;
  campaign: string;
  name: string; // of the campaign
  checklist: string; // the digest of the questions
  title: string; // of the institution
  state: State;
  fields: Record<string, string[]>; // what stands in the form, by the names of its controls
  changed: number;
  said: string; // why the server refused it
  tried: boolean; // it was sent once, and the answer was lost
  opened: number; // shortcomings that it opened
}

export interface Photo {
  id: string;
  draft: string;
  sha256: string;
  type: string;
  at: number; // when it was taken, by this phone's clock
  note: string;
  ask: string; // the question that it answers; empty for none
  content: ArrayBuffer;
  lock: string; // the key that closes it on its way
  upload: string; // where its pieces go; empty before
}

/** Longest text that a field gives or takes. */
const longest = 20_000;
const states: readonly string[] = ["draft", "ready", "refused", "sent"];
const name = /^[a-zA-Z0-9-]{1,64}$/;
const digest = /^[0-9a-f]{64}$/;

/** A new key for a draft: 26 letters that nobody else draws. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(26)), (b) => "abcdefghijklmnopqrstuvwxyz234567"[b & 31]).join("");
}

const text = (v: unknown): string => (typeof v === "string" ? v.slice(0, longest) : "");
const count = (v: unknown): number => (typeof v === "number" && Number.isSafeInteger(v) && v >= 0 ? v : 0);

/** A draft out of the database, or null if it is none. */
export function draftOf(v: unknown): Draft | null {
  const d = (v ?? {}) as Record<string, unknown>;
  const key = text(d["key"]), seat = text(d["seat"]), campaign = text(d["campaign"]), state = text(d["state"]);
  if (!name.test(key) || key.length < 16 || !name.test(seat) || !name.test(campaign) || !states.includes(state)) return null;
  const fields: Record<string, string[]> = Object.create(null);
  for (const [field, values] of Object.entries((d["fields"] ?? {}) as Record<string, unknown>).slice(0, 2000)) {
    if (Array.isArray(values)) fields[field.slice(0, 200)] = values.slice(0, 200).map(text);
  }
  return {
    key, seat, campaign, state: state as State, fields, rev: count(d["rev"]), name: text(d["name"]), checklist: text(d["checklist"]),
    title: text(d["title"]), changed: count(d["changed"]), said: text(d["said"]), tried: d["tried"] === true, opened: count(d["opened"]),
  };
}

/** A photo out of the database, or null if it is none. */
export function photoOf(v: unknown): Photo | null {
  const p = (v ?? {}) as Record<string, unknown>;
  const content = p["content"];
  const id = text(p["id"]), draft = text(p["draft"]), sha256 = text(p["sha256"]), lock = text(p["lock"]);
  if (!name.test(id) || !name.test(draft) || !digest.test(sha256) || !/^[\w-]{43}$/.test(lock) || !(content instanceof ArrayBuffer)) return null;
  const type = text(p["type"]);
  const upload = text(p["upload"]);
  return {
    id, draft, sha256, lock, content, at: count(p["at"]), note: text(p["note"]).slice(0, 1000), ask: text(p["ask"]),
    type: /^image\/(jpeg|png|webp)$/.test(type) ? type : "image/jpeg", upload: name.test(upload) ? upload : "",
  };
}
