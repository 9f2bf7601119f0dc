/**
 * Brings a sealed letter to the reception in pieces, so that a broken connection
 * costs one piece and not the whole. The pieces are already sealed: the server
 * learns their number and nothing else.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { hex } from "./bytes";
import { Fault } from "./fault";

/** Length of every piece but the last, in bytes. */
export const pieceSize = 1024 * 1024;

/** Why an upload ended: the server refused it (with its status), or could not be reached for long. */
export type UploadFault = "upload-refused" | "upload-unreachable";

/** How an upload goes on; all optional. */
export interface UploadOptions {
  /** Where the reception takes uploads. */
  base?: string;
  /** An upload begun earlier, to be gone on with. */
  id?: string;
  /** Told once, when the server has given the upload its id. */
  onStart?: (id: string) => void;
  /** Told after each piece: bytes that arrived, bytes in all. */
  onProgress?: (sent: number, total: number) => void;
  /** Stops between and during requests. */
  signal?: AbortSignal;
  /** Lets the server know who sends; nobody otherwise. */
  credentials?: RequestCredentials;
  /** Waits so many milliseconds; replaced in tests. */
  sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** Tries after which a request counts as failed for good: about four minutes. */
const tries = 10;
const longestWait = 60_000;

/**
 * Uploads a blob and returns the upload's id. Throws a Fault<UploadFault>, or the
 * signal's reason when it was stopped. After "upload-unreachable" the same blob
 * can be gone on with under the same id.
 */
export async function upload(sealed: Blob, options: UploadOptions = {}): Promise<string> {
  const base = options.base ?? "/reception/uploads";
  const pieces = Math.max(1, Math.ceil(sealed.size / pieceSize));
  const have = new Set<number>();
  let id = options.id;
  if (id === undefined) {
    const body = JSON.stringify({ pieces, size: sealed.size });
    const answer = await request(base, { method: "POST", body, headers: { "Content-Type": "application/json" } }, options);
    id = String(((await answer.json()) as { id: unknown }).id);
    options.onStart?.(id);
  } else {
    const answer = await request(`${base}/${encodeURIComponent(id)}`, { method: "GET" }, options);
    for (const n of ((await answer.json()) as { have: number[] }).have) have.add(n);
  }
  const sizeOf = (n: number) => Math.min(pieceSize, sealed.size - n * pieceSize);
  let sent = 0;
  for (const n of have) if (n >= 0 && n < pieces) sent += sizeOf(n);
  for (let n = 0; n < pieces; n++) {
    if (have.has(n)) continue;
    const piece = new Uint8Array(await sealed.slice(n * pieceSize, n * pieceSize + sizeOf(n)).arrayBuffer());
    const headers = { "Adal-Sha256": hex(sha256(piece)), "Content-Type": "application/octet-stream" };
    await request(`${base}/${encodeURIComponent(id)}/${n}`, { method: "PUT", body: piece, headers }, options);
    sent += piece.length;
    options.onProgress?.(sent, sealed.size);
  }
  return id;
}

/** One request, repeated while it is the connection or the load that fails. */
async function request(address: string, init: RequestInit, options: UploadOptions): Promise<Response> {
  const sleep = options.sleep ?? pause;
  const whole: RequestInit = { ...init, credentials: options.credentials ?? "omit", referrerPolicy: "no-referrer" };
  if (options.signal) whole.signal = options.signal;
  let cause: unknown;
  for (let n = 0; n < tries; n++) {
    // Waits double from half a second; the random half keeps many browsers apart.
    if (n > 0) await sleep(Math.min(longestWait, 500 * 2 ** (n - 1)) * (0.5 + Math.random() / 2), options.signal);
    if (options.signal?.aborted) throw options.signal.reason;
    let answer: Response;
    try {
      answer = await fetch(address, whole);
    } catch (err) {
      if (options.signal?.aborted) throw options.signal.reason;
      cause = err;
      continue;
    }
    if (answer.ok) return answer;
    cause = new Error(`status ${answer.status}`);
    if (!passing(answer.status)) throw new Fault<UploadFault>("upload-refused", [answer.status], { cause });
  }
  throw new Fault<UploadFault>("upload-unreachable", [], { cause });
}

/** Statuses that may be gone at the next try: slow, too early, too many, or the server's trouble. */
function passing(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((done, stopped) => {
    const stop = () => {
      clearTimeout(timer);
      stopped(signal!.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      done();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
  });
}
