/** Keeps the pages that an observer takes along, with all that they need, for when there is no network. */

/** The name of the cache; worker and page agree on it. */
export const cacheName = "adal-field";

/** Why nothing is kept: the browser can't, or the line broke. */
export type Keeping = "kept" | "cannot" | "later";

/** Keeps this page and those it leads to. What was kept before and isn't needed any more goes. */
export async function keepPages(worker: string, scope: string): Promise<Keeping> {
  if (!("serviceWorker" in navigator) || !("caches" in window)) return "cannot";
  try {
    await navigator.serviceWorker.register(worker, { scope });
  } catch {
    return "cannot";
  }
  try {
    await fill(scope);
    return "kept";
  } catch {
    return "later"; // what was kept before is still there
  }
}

async function fill(scope: string): Promise<void> {
  const links = [...document.querySelectorAll<HTMLAnchorElement>("a[data-keep]")].map((a) => new URL(a.href).pathname);
  const things = [...document.querySelectorAll<HTMLLinkElement | HTMLScriptElement>("link[rel=stylesheet], link[rel=icon], script[src]")];
  const wanted = new Set([scope, location.pathname, ...links, ...things.map((e) => new URL("src" in e ? e.src : e.href).pathname)]);
  const cache = await caches.open(cacheName);
  for (const path of wanted) {
    if (path.startsWith("/static/") && (await cache.match(path))) continue; // its address changes with it
    const answer = await fetch(path, { credentials: "same-origin", redirect: "error" });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    await cache.put(path, answer);
  }
  // The list names all campaigns; from it, what it doesn't name any more is forgotten.
  if (location.pathname !== scope) return;
  for (const r of await cache.keys()) {
    const path = new URL(r.url).pathname;
    if (path.startsWith(`${scope}/`) && !wanted.has(path)) await cache.delete(r);
  }
}

/** Forgets all pages that were kept, and ends the worker. */
export async function forgetPages(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  await caches.delete(cacheName);
  for (const r of await navigator.serviceWorker.getRegistrations()) if (r.scope.endsWith("/office/field")) await r.unregister();
}
