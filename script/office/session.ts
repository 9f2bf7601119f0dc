/**
 * The keys of who signed in, for as long as this tab lives. The member's identity
 * is kept in the tab's own storage, which no other tab, no other site and no
 * server sees, and goes with the tab or with signing out.
 */
import { Fault, isFault } from "../fault";
import { seatKeys } from "../keys";
import { fromBase64, refusedBy, wordsOf } from "../page";
import { unwrap } from "../seal";

const place = "adal-member";
const office = `/${document.documentElement.lang}/office`;

/** What the server keeps for a seat: all of it sealed. */
export interface Keyring {
  login: string;
  /** The member's own identity, sealed to their passphrase. */
  identity: string;
  /** The body's keys, sealed to the member, the newest first. */
  keys: { fingerprint: string; identity: string }[];
}

/** Tells the seat's other tabs that nobody is signed in any more. */
const others = "BroadcastChannel" in window ? new BroadcastChannel("adal-office") : undefined;

/** Keeps the member's identity in this tab. */
export function remember(identity: string): void {
  sessionStorage.setItem(place, identity);
}

/** Takes the member's identity out of this tab, and out of the others if they are to know. */
export function forget(everywhere = false): void {
  sessionStorage.removeItem(place);
  if (everywhere) others?.postMessage("out");
}

/** Lets this tab go when another one signed out. */
export function listen(): void {
  others?.addEventListener("message", () => {
    forget();
    location.reload();
  });
}

/** Asks our server; a page that says no is a Refused with its sentence. */
export async function ask<T>(address: string, body?: URLSearchParams): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(address, body ? { method: "POST", body } : {});
  } catch (cause) {
    throw new Fault("unreachable", [], { cause });
  }
  if (answer.ok) return (await answer.json()) as T;
  if (answer.status === 401) return signInAgain();
  throw await refusedBy(answer);
}

/** Goes to sign in and comes back here. */
export function signInAgain(): Promise<never> {
  location.assign(`${office}?next=${encodeURIComponent(location.pathname + location.search)}`);
  return new Promise(() => undefined); // the page is left
}

/** The sealed keys of who signed in. */
export function keyring(): Promise<Keyring> {
  return ask<Keyring>(`${office}/keys`);
}

let unlocking: Promise<string> | undefined;

/**
 * The member's identity. If this tab hasn't it, the form of the page that asks for
 * the passphrase is shown, and the promise waits until it was right.
 */
export function memberIdentity(): Promise<string> {
  const kept = sessionStorage.getItem(place);
  if (kept !== null) return Promise.resolve(kept);
  unlocking ??= unlock().catch((err: unknown) => {
    unlocking = undefined; // the next act asks again
    throw err;
  });
  return unlocking;
}

const opened = new Map<string, Promise<string>>();

/** The identity of a body's key, from what is sealed to the member; opened once. */
export function bodyIdentity(fingerprint: string, wrapBase64: string): Promise<string> {
  let body = opened.get(fingerprint);
  if (!body) {
    body = memberIdentity().then((member) => unwrap(member, fromBase64(wrapBase64)));
    body.catch(() => opened.delete(fingerprint));
    opened.set(fingerprint, body);
  }
  return body;
}

/** Opens the member's identity with name and passphrase; throws Fault "script-wrong-key". */
export async function openMember(keys: { identity: string }, sealed: string): Promise<string> {
  try {
    return await unwrap(keys.identity, fromBase64(sealed));
  } catch (err) {
    if (isFault(err, "cannot-open")) throw new Fault("script-wrong-key", [], { cause: err });
    throw err;
  }
}

async function unlock(): Promise<string> {
  const form = document.querySelector<HTMLFormElement>("form[data-unlock]");
  if (!form) throw new Error("the page has no form to unlock keys");
  const mine = await keyring();
  const input = form.querySelector<HTMLInputElement>("input[type=password]")!;
  const status = form.querySelector<HTMLElement>("[data-unlock-status]")!;
  const word = wordsOf(form);
  form.hidden = false;
  input.focus();
  return new Promise((done) => {
    form.addEventListener("submit", (e) => {
      e.preventDefault();
      void attempt();
    });
    const attempt = async () => {
      const button = form.querySelector<HTMLButtonElement>("button")!;
      button.disabled = true;
      try {
        status.textContent = word("script-keys");
        const identity = await openMember(await seatKeys(mine.login, input.value), mine.identity);
        remember(identity);
        form.hidden = true;
        status.textContent = "";
        done(identity);
      } catch (err) {
        status.textContent = word(isFault(err, "script-wrong-key", "passphrase-empty") ? "script-wrong-key" : "script-failed");
        input.select();
      } finally {
        input.value = "";
        button.disabled = false;
      }
    };
  });
}
