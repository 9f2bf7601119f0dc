/**
 * Lets the Go tests call the modules of the page: one JSON object a line on stdin,
 * {"call":"…","args":[…]}, answered by one line, {"ok":…} or {"fault":"word"}. Bytes
 * travel as {"base64":"…"}.
 */
import { createInterface } from "node:readline";
import { fromUtf8, hex } from "../bytes";
import { Fault } from "../fault";
import { normalPassphrase, phraseKeys, seatKeys } from "../keys";
import { bucket, lengthOf, pack, unpack } from "../letter";
import { mark, paragraph, picture, type Change } from "../marks";
import { measure } from "../measure";
import { cleanName, cleanType, extension } from "../names";
import { openNote, parseVerifier } from "../note";
import { newPhrase, normalPhrase, parsePhrase } from "../phrase";
import { solve } from "../puzzle";
import { verifyKey } from "../register";
import { scrub } from "../scrub";
import { fingerprint, newIdentity, open, openLetter, recipientOf, seal, sealLetter, unwrap, wrap } from "../seal";
import { tilePath } from "../tiles";
import { upload } from "../upload";
import { beginning, wordCount } from "../words";
import * as field from "./field";
import * as forms from "./forms";

const waits: number[] = [];

/** Notes how long the upload would have waited, and does not wait. */
const sleep = async (ms: number) => void waits.push(ms);

/** Uploads so many bytes, all of them (i mod 251), and tells what was reported. */
async function uploadSome(base: string, size: number, id?: string) {
  const bytes = Uint8Array.from({ length: size }, (_, i) => i % 251);
  const progress: number[] = [];
  const started: string[] = [];
  waits.length = 0;
  const options = { base, sleep, onStart: (s: string) => void started.push(s), onProgress: (n: number) => void progress.push(n) };
  const done = await upload(new Blob([bytes]), id === undefined ? options : { ...options, id });
  return { id: done, started, progress, waits: waits.length };
}

/** Aborts an upload at its first wait; the signal's reason must come out. */
async function uploadAborted(base: string) {
  const controller = new AbortController();
  const stop = async () => controller.abort(new Fault("aborted-by-test"));
  return upload(new Blob([new Uint8Array(10)]), { base, signal: controller.signal, sleep: stop });
}

/** Milliseconds that a derivation takes here. */
async function timing(derive: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await derive();
  return performance.now() - start;
}

/** What a mark makes of a text, the selection standing between ‹ and ›. */
function marked(name: string, shown: string): string {
  const from = shown.indexOf("‹");
  const to = shown.indexOf("›") - 1;
  const text = shown.replace(/[‹›]/g, "");
  const said = { link: "address", column: "Column" };
  const c: Change = name === "picture" ? paragraph(text, to, picture("p1", "A [b]")) : mark(name, text, from, to, said)!;
  const all = text.slice(0, c.from) + c.text + text.slice(c.to);
  return all.slice(0, c.select[0]) + "‹" + all.slice(c.select[0], c.select[1]) + "›" + all.slice(c.select[1]);
}

const calls: Record<string, (...args: any[]) => unknown> = {
  beginning, bucket, cleanName, cleanType, extension, fingerprint, lengthOf, marked, measure, newIdentity, newPhrase,
  normalPassphrase, normalPhrase, open, openLetter, pack, parsePhrase, phraseKeys, recipientOf, scrub, seal,
  sealLetter, seatKeys, solve, tilePath, unpack, unwrap, uploadAborted, uploadSome, verifyKey, wrap,
  wordCount: () => wordCount,
  ...field,
  ...forms,
  openNote: (file: Uint8Array, vkey: string) => openNote(file, parseVerifier(vkey)),
  utf8: (bytes: Uint8Array) => fromUtf8(bytes),
  hex: (bytes: Uint8Array) => hex(bytes),
  timePhrase: (phrase: string) => timing(() => phraseKeys(phrase)),
  timeSeat: (login: string, passphrase: string) => timing(() => seatKeys(login, passphrase)),
};

const revive = (_: string, v: unknown) =>
  v && typeof v === "object" && "base64" in v ? new Uint8Array(Buffer.from(String(v.base64), "base64")) : v;

const encode = (value: unknown) =>
  JSON.stringify(value, (_, v: unknown) => (v instanceof Uint8Array ? { base64: Buffer.from(v).toString("base64") } : v));

for await (const line of createInterface({ input: process.stdin })) {
  const { call, args } = JSON.parse(line, revive) as { call: string; args: unknown[] };
  try {
    const ok = await calls[call]!(...args);
    process.stdout.write(encode({ ok: ok ?? null }) + "\n");
  } catch (err) {
    const fault = err instanceof Fault ? { fault: err.word, args: err.args } : { error: String(err) };
    process.stdout.write(encode(fault) + "\n");
  }
}
