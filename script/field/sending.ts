/**
 * Sends what is ready, one draft after another and from one tab at a time. The server
 * keeps a draft once under its key, so that whatever is lost on the way may be sent
 * again; a photo goes on where it stopped.
 */
import { Fault, isFault } from "../fault";
import { refusedBy, Refused } from "../page";
import { upload, type UploadFault } from "../upload";
import { close } from "./photo";
import type { Draft, Photo } from "./record";
import * as store from "./store";

/** Why nothing more is sent for now. */
export type SendFault = "script-signed-out" | "script-unreachable";

/** Where things go, as the page says. */
export interface Places {
  field: string; // the campaigns
  photos: string; // the pieces of photos
  seat: string; // that writes here
}

/** Told of each step; between 0 and 1, or nothing when a draft is no longer being sent. */
export type Progress = (key: string, share?: number) => void;

/** Sends all drafts of the seat that are ready; whether another tab does it already. Throws a Fault<SendFault>. */
export async function sendAll(to: Places, signal: AbortSignal, progress: Progress): Promise<void> {
  const work = async () => {
    for (const d of (await store.drafts()).reverse()) {
      if (d.state !== "ready" || d.seat !== to.seat) continue;
      progress(d.key, 0);
      try {
        await send(d, to, signal, progress);
      } finally {
        progress(d.key);
      }
    }
  };
  // Without locks two tabs may send the same; the key keeps it one observation.
  if (!("locks" in navigator)) return work();
  await navigator.locks.request("adal-field", { ifAvailable: true }, async (lock) => (lock ? work() : undefined));
}

async function send(d: Draft, to: Places, signal: AbortSignal, progress: Progress): Promise<void> {
  const here = `${to.field}/${encodeURIComponent(d.campaign)}`;
  try {
    if (d.tried) {
      const before = await ask(`${here}/kept/${encodeURIComponent(d.key)}`, { signal });
      if (before) return await store.finish(d.key, before.opened);
    }
    const photos = await store.photos(d.key);
    for (const [i, p] of photos.entries()) {
      await bring(p, to, signal, (share) => progress(d.key, (i + share) / (photos.length + 1)));
    }
    d.tried = true;
    await store.keep(d);
    const answer = await ask(here, { method: "POST", body: formOf(d, photos), signal });
    if (!answer) throw new Refused("", 404);
    await store.finish(d.key, answer.opened);
  } catch (err) {
    if (!(err instanceof Refused)) throw err;
    await store.keep({ ...d, state: "refused", said: err.message });
  }
}

/** Brings a photo in pieces, on from where it stopped. */
async function bring(p: Photo, to: Places, signal: AbortSignal, progress: (share: number) => void): Promise<void> {
  const closed = new Blob([await close(p.lock, p.content)]);
  const options = {
    base: to.photos, signal, credentials: "same-origin" as const,
    onStart: (id: string) => {
      p.upload = id;
      void store.keepPhoto(p);
    },
    onProgress: (sent: number, whole: number) => progress(sent / whole),
  };
  for (let again = false; ; again = true) {
    try {
      p.upload = await upload(closed, p.upload && !again ? { ...options, id: p.upload } : options);
      return;
    } catch (err) {
      if (isFault<UploadFault>(err, "upload-unreachable")) throw new Fault<SendFault>("script-unreachable", [], { cause: err });
      if (!isFault<UploadFault>(err, "upload-refused")) throw err;
      const status = Number(err.args[0]);
      if (status === 401) throw new Fault<SendFault>("script-signed-out");
      // It was forgotten, or came with an observation whose answer was lost: from the beginning.
      if (status !== 404 || again || !p.upload) throw new Refused("", status);
    }
  }
}

interface Kept {
  opened: number;
}

/** Asks the server; null if there is no such thing. A refusal is a Refused, anything else a Fault<SendFault>. */
async function ask(address: string, init: RequestInit): Promise<Kept | null> {
  let answer: Response;
  try {
    answer = await fetch(address, { ...init, headers: { Accept: "application/json" }, credentials: "same-origin", redirect: "error" });
  } catch (cause) {
    throw new Fault<SendFault>("script-unreachable", [], { cause });
  }
  if (answer.status === 401) throw new Fault<SendFault>("script-signed-out");
  if (answer.status === 404 && !init.method) return null;
  if (answer.status === 408 || answer.status === 425 || answer.status === 429 || answer.status >= 500) throw new Fault<SendFault>("script-unreachable");
  if (!answer.ok) throw await refusedBy(answer);
  const said = (await answer.json()) as { opened?: unknown };
  return { opened: typeof said.opened === "number" ? said.opened : 0 };
}

/** What the plain form would send, with the photos that are there already. */
export function formOf(d: Draft, photos: readonly Photo[]): FormData {
  const form = new FormData();
  for (const [name, values] of Object.entries(d.fields)) for (const v of values) form.append(name, v);
  for (const name of ["key", "seat", "checklist", "answers-asked"]) form.delete(name);
  form.set("key", d.key);
  form.set("seat", d.seat);
  form.set("checklist", d.checklist);
  form.set("answers-asked", "*");
  const seen = Date.parse(form.get("seen") as string);
  if (!Number.isNaN(seen)) form.set("seen", new Date(seen).toISOString());
  for (const p of photos) {
    const parcel = new URLSearchParams({ upload: p.upload, key: p.lock, sha256: p.sha256, at: new Date(p.at).toISOString(), note: p.note });
    if (p.ask) parcel.set("ask", p.ask);
    form.append("parcel", parcel.toString());
  }
  return form;
}
