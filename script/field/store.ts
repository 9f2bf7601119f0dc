/** The browser's database of drafts and photos. */
import { Fault } from "../fault";
import { draftOf, photoOf, type Draft, type Photo } from "./record";

/** Why something isn't kept: no room, changed elsewhere, or the browser doesn't keep anything. */
export type StoreFault = "script-full" | "script-other-tab" | "script-unsaved";

/** Its name, which a test empties by. */
export const databaseName = "adal-field";

let opened: Promise<IDBDatabase> | undefined;

function database(): Promise<IDBDatabase> {
  opened ??= new Promise<IDBDatabase>((done, failed) => {
    const asked = indexedDB.open(databaseName, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("drafts", { keyPath: "key" });
      asked.result.createObjectStore("photos", { keyPath: "id" }).createIndex("draft", "draft");
    };
    asked.onsuccess = () => {
      asked.result.onversionchange = () => asked.result.close();
      done(asked.result);
    };
    asked.onerror = asked.onblocked = () => failed(faultOf(asked.error));
  }).catch((err: unknown) => {
    opened = undefined;
    throw err;
  });
  return opened;
}

function faultOf(cause: DOMException | null): Fault<StoreFault> {
  return new Fault<StoreFault>(cause?.name === "QuotaExceededError" ? "script-full" : "script-unsaved", [], { cause });
}

/** Does something in one transaction; what it returns comes when all of it is kept. */
async function within<T>(mode: IDBTransactionMode, act: (drafts: IDBObjectStore, photos: IDBObjectStore, stop: (f: Fault<StoreFault>) => void) => () => T): Promise<T> {
  const db = await database();
  return new Promise<T>((done, failed) => {
    let why: unknown;
    const tx = db.transaction(["drafts", "photos"], mode);
    const stop = (f: Fault<StoreFault>) => {
      why = f;
      tx.abort();
    };
    const result = act(tx.objectStore("drafts"), tx.objectStore("photos"), stop);
    tx.oncomplete = () => done(result());
    tx.onabort = () => failed(why ?? faultOf(tx.error));
  });
}

/** All drafts, the newest first. */
export async function drafts(): Promise<Draft[]> {
  const all = await within("readonly", (d) => {
    const asked = d.getAll() as IDBRequest<unknown[]>;
    return () => asked.result;
  });
  return all.map(draftOf).filter((d): d is Draft => d !== null).sort((a, b) => b.changed - a.changed);
}

/** One draft, or null. */
export async function draft(key: string): Promise<Draft | null> {
  return within("readonly", (d) => {
    const asked = d.get(key) as IDBRequest<unknown>;
    return () => draftOf(asked.result);
  });
}

/** Keeps a draft, if nobody changed it since it was read; gives it its next revision. */
export async function keep(next: Draft): Promise<void> {
  const rev = next.rev + 1;
  await within("readwrite", (d, _, stop) => {
    const asked = d.get(next.key) as IDBRequest<unknown>;
    asked.onsuccess = () => {
      const before = draftOf(asked.result);
      // One that isn't there any more was deleted, unless it is new.
      if ((before?.rev ?? 0) !== next.rev) stop(new Fault<StoreFault>("script-other-tab"));
      else d.put({ ...next, rev });
    };
    return () => undefined;
  });
  next.rev = rev;
}

/** The photos of a draft, in the order in which they were added. */
export async function photos(key: string): Promise<Photo[]> {
  const all = await within("readonly", (_, p) => {
    const asked = p.index("draft").getAll(key) as IDBRequest<unknown[]>;
    return () => asked.result;
  });
  return all.map(photoOf).filter((p): p is Photo => p !== null).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** How many photos each draft has. */
export async function counts(): Promise<Map<string, number>> {
  const keys = await within("readonly", (_, p) => {
    const found: string[] = [];
    const asked = p.index("draft").openKeyCursor();
    asked.onsuccess = () => {
      if (!asked.result) return;
      found.push(String(asked.result.key));
      asked.result.continue();
    };
    return () => found;
  });
  const all = new Map<string, number>();
  for (const key of keys) all.set(key, (all.get(key) ?? 0) + 1);
  return all;
}

/** Keeps a photo. */
export function keepPhoto(photo: Photo): Promise<void> {
  return within("readwrite", (_, p) => {
    p.put(photo);
    return () => undefined;
  });
}

/** Removes a photo. */
export function dropPhoto(id: string): Promise<void> {
  return within("readwrite", (_, p) => {
    p.delete(id);
    return () => undefined;
  });
}

/** Keeps of a draft that was sent no more than that it was, and how many shortcomings it opened. */
export function finish(key: string, openedNow: number): Promise<void> {
  return within("readwrite", (d, p) => {
    const asked = d.get(key) as IDBRequest<unknown>;
    asked.onsuccess = () => {
      const before = draftOf(asked.result);
      if (before) d.put({ ...before, rev: before.rev + 1, state: "sent", fields: {}, said: "", opened: openedNow, changed: Date.now() });
    };
    clear(p, key);
    return () => undefined;
  });
}

/** Deletes a draft with its photos. */
export function remove(key: string): Promise<void> {
  return within("readwrite", (d, p) => {
    d.delete(key);
    clear(p, key);
    return () => undefined;
  });
}

/** Deletes everything. */
export function removeAll(): Promise<void> {
  return within("readwrite", (d, p) => {
    d.clear();
    p.clear();
    return () => undefined;
  });
}

function clear(photos: IDBObjectStore, key: string): void {
  const asked = photos.index("draft").openCursor(key);
  asked.onsuccess = () => {
    if (!asked.result) return;
    asked.result.delete();
    asked.result.continue();
  };
}
