/** A matter on the desk of a body: opened, answered and exported in the seat's browser. */
import type { Kind } from "../letter";
import { openLetters, sealedBytes } from "../letters";
import { addLetter, filesOf, fromBase64, send, textOf, valueOf, Work, wordsOf } from "../page";
import { Fault } from "../fault";
import { sealLetter, unwrap } from "../seal";
import type { Lang } from "../words";
import { memberIdentity } from "./session";

/** Opens the matter of the page, if it has one, and takes its forms over. */
export function attach(): void {
  const place = document.querySelector<HTMLElement>("[data-matter]");
  if (!place) return;
  const work = new Work(place);
  let matter: Promise<string> | undefined;
  /** The matter's identity, through the body's and the member's. */
  const identity = () =>
    (matter ??= keysOf(place).catch((err: unknown) => {
      matter = undefined;
      throw err;
    }));
  if (place.dataset["key"] && place.dataset["bodyKey"]) void withKeys(work, identity, (secret) => openAll(place, secret));
  for (const form of place.querySelectorAll<HTMLFormElement>("form[data-form=say]")) saying(place, form);
  for (const form of place.querySelectorAll<HTMLFormElement>("form[data-form=export]")) exporting(place, form, identity);
}

/** Does a work with the matter's identity. While this tab waits for the passphrase, nothing on the page is off. */
async function withKeys(work: Work, identity: () => Promise<string>, act: (secret: string) => Promise<void>): Promise<void> {
  const keys = identity();
  await keys.catch(() => undefined); // run shows what is wrong with them
  await work.run(async () => act(await keys));
}

async function keysOf(place: HTMLElement): Promise<string> {
  const body = await unwrap(await memberIdentity(), fromBase64(place.dataset["bodyKey"]!));
  return unwrap(body, fromBase64(place.dataset["key"]!));
}

function openAll(place: HTMLElement, identity: string): Promise<void> {
  return openLetters(place, identity, (n) => sealedBytes(place.dataset["letters"] + n));
}

/** Seals what a seat says to the matter: it needs no key for that. */
function saying(place: HTMLElement, form: HTMLFormElement): void {
  const work = new Work(form);
  let last: { text: string; kind: string; sealed: Uint8Array; begun: { id?: string } } | undefined;
  form.noValidate = true;
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    const button = e.submitter instanceof HTMLButtonElement ? e.submitter : form.querySelector("button")!;
    void work.run(async () => {
      const text = said(form, button);
      if (text === "") throw new Fault("text-missing");
      const kind = button.dataset["kind"] as Kind;
      const files = await filesOf(form);
      work.say("script-sealing");
      if (!last || last.text !== text || last.kind !== kind || files.length > 0) {
        const letter = { lang: place.dataset["lang"] as Lang, kind, text, files };
        last = { text, kind, sealed: await sealLetter(letter, place.dataset["recipient"]!), begun: {} };
      }
      const body = new FormData();
      work.say("script-sending");
      await addLetter(body, last.sealed, work, last.begun);
      await send(button.formAction, body, work);
    });
  });
}

/** What a form says; an appointment says when. */
function said(form: HTMLFormElement, button: HTMLButtonElement): string {
  if (button.dataset["visit"] === undefined) return textOf(form);
  const day = valueOf(form, "visit_day");
  const time = valueOf(form, "visit_time");
  if (day === "" || time === "") throw new Fault("script-visit-missing");
  return `${wordsOf(form)("script-visit")} ${day}, ${time}\n\n${textOf(form)}`.trim();
}

/** Gives out the sealed letters with the matter's key, for the plain age program. */
function exporting(place: HTMLElement, form: HTMLFormElement, identity: () => Promise<string>): void {
  const work = new Work(place);
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    void withKeys(work, identity, async (secret) => {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams() });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const number = place.dataset["number"]!;
      const list = place.querySelector("[data-exported]")!;
      list.replaceChildren(item(`${number}.key`, new TextEncoder().encode(secret + "\n")));
      for (const n of numbers(place)) {
        list.append(item(`${number}-${n}.age`, await sealedBytes(place.dataset["letters"] + n)));
      }
    });
  });
}

function numbers(place: HTMLElement): string[] {
  return [...place.querySelectorAll<HTMLElement>("[data-n]")].map((a) => a.dataset["n"]!);
}

function item(name: string, content: Uint8Array): HTMLElement {
  const li = document.createElement("li");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content as BlobPart], { type: "application/octet-stream" }));
  link.download = name;
  link.textContent = name;
  li.append(link);
  return li;
}
