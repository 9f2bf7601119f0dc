/**
 * The worker of an observer's pages: asks the network first, and gives what the page
 * kept when there is none. It keeps nothing by itself, and touches nothing but pages
 * and what they are made of.
 */
import { cacheName } from "../field/kept";

/** What this script uses of its surroundings, which the page's types don't know. */
interface Surroundings {
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", act: (e: Lasting) => void): void;
  addEventListener(type: "fetch", act: (e: Fetching) => void): void;
  clients: { claim(): Promise<void> };
  location: Location;
}
interface Lasting {
  waitUntil(p: Promise<unknown>): void;
}
interface Fetching extends Lasting {
  request: Request;
  respondWith(p: Promise<Response>): void;
}

const here = globalThis as unknown as Surroundings;

/** How long the network may take before what was kept is shown, in milliseconds. */
const patience = 6000;

here.addEventListener("install", (e) => e.waitUntil(here.skipWaiting()));
here.addEventListener("activate", (e) => e.waitUntil(here.clients.claim()));
here.addEventListener("fetch", (e) => {
  const url = new URL(e.request.url);
  if (e.request.method !== "GET" || url.origin !== here.location.origin) return;
  if (e.request.mode === "navigate") e.respondWith(page(e.request, url.pathname));
  else if (url.pathname.startsWith("/static/")) e.respondWith(thing(e.request, url.pathname));
});

async function page(request: Request, path: string): Promise<Response> {
  const kept = await (await caches.open(cacheName)).match(path);
  if (!kept) return fetch(request);
  return new Promise((show) => {
    const late = setTimeout(() => show(kept), patience);
    fetch(request).then(
      // A gateway that answers for a server that doesn't is no answer.
      (answer) => show(answer.status >= 502 && answer.status <= 504 ? kept : answer),
      () => show(kept),
    ).finally(() => clearTimeout(late));
  });
}

async function thing(request: Request, path: string): Promise<Response> {
  return (await (await caches.open(cacheName)).match(path)) ?? fetch(request);
}
