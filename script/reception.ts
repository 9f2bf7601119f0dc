/** Sealing what a person tells, in their browser. */
import { Fault } from "./fault";
import { phraseKeys } from "./keys";
import { addLetter, filesOf, nameOf, Refused, refusedBy, send, show, textOf, toBase64, valueOf, type Puzzle, type Work } from "./page";
import { newPhrase } from "./phrase";
import { verifyKey } from "./register";
import { newIdentity, recipientOf, sealLetter, wrap } from "./seal";
import type { Lang } from "./words";

/** What the server says of the body in charge. Believed as far as the register. */
interface KeyAnswer {
  body: string;
  recipient: string;
  fingerprint: string;
  index: number;
  puzzle: Puzzle;
}

/** What is ready to be sent. Sent again after a lost answer, it is the same matter. */
interface Prepared {
  name: string;
  phrase: string;
  body: FormData;
  sealed: Uint8Array;
  begun: { id?: string };
}

/** Lets a form bring what it says sealed. */
export function bringing(form: HTMLFormElement, work: Work): () => Promise<void> {
  let prepared: Prepared | undefined;
  return async () => {
    const region = required(form, "region");
    if (form.elements.namedItem("name")) for (const field of ["name", "contact"]) required(form, field);
    required(form, "text");
    const name = nameOf(region, valueOf(form, "name"), valueOf(form, "contact"), valueOf(form, "channel"), textOf(form), chosen(form));
    if (prepared?.name !== name) prepared = await prepare(form, work, region, name);
    work.say("script-sending");
    await addLetter(prepared.body, prepared.sealed, work, prepared.begun);
    const page = await send(form.action, prepared.body, work, async () => (await keyOf(form, region)).puzzle).catch((err: unknown) => {
      // Another key or a phrase that is used: nothing was kept, and what is ready can't be.
      if (err instanceof Refused && err.status === 409) prepared = undefined;
      throw err;
    });
    const phrase = prepared.phrase;
    prepared = undefined;
    show(page);
    showPhrase(phrase);
  };
}

async function prepare(form: HTMLFormElement, work: Work, region: string, name: string): Promise<Prepared> {
  const lang = form.dataset["lang"] as Lang;
  work.say("script-preparing");
  const files = await filesOf(form);
  work.say("script-checking-key");
  const key = await keyOf(form, region);
  await verifyKey("/register", form.dataset["register"]!, key.index, key.body, key.recipient, today());
  work.say("script-keys");
  const phrase = newPhrase(lang);
  const person = await phraseKeys(phrase);
  const matter = await newIdentity();
  const recipient = await recipientOf(matter);
  work.say("script-sealing");
  const who = [valueOf(form, "name"), valueOf(form, "contact")].filter((s) => s !== "").join("\n");
  const text = who === "" ? textOf(form) : `${who}\n\n${textOf(form)}`;
  const sealed = await sealLetter({ lang, kind: "report", text, files }, recipient);
  const body = new FormData();
  for (const field of ["track", "channel"]) if (form.elements.namedItem(field)) body.set(field, valueOf(form, field));
  body.set("region", region);
  body.set("mailbox", person.mailbox);
  body.set("recipient", recipient);
  body.set("fingerprint", key.fingerprint);
  body.set("key_body", toBase64(await wrap(matter, key.recipient)));
  body.set("key_reporter", toBase64(await wrap(matter, await recipientOf(person.identity))));
  return { name, phrase, body, sealed, begun: {} };
}

async function keyOf(form: HTMLFormElement, region: string): Promise<KeyAnswer> {
  let answer: Response;
  try {
    answer = await fetch(form.dataset["key"]! + encodeURIComponent(region), { credentials: "omit" });
  } catch (cause) {
    throw new Fault("unreachable", [], { cause });
  }
  if (!answer.ok) throw await refusedBy(answer);
  return (await answer.json()) as KeyAnswer;
}

/** A control that must say something; otherwise it gets the focus. */
function required(form: HTMLFormElement, name: string): string {
  const value = valueOf(form, name);
  if (value !== "") return value;
  const control = form.elements.namedItem(name);
  if (control instanceof HTMLElement) control.focus();
  throw new Fault(`${name}-missing`);
}

/** The files that are chosen, by what tells them apart. */
function chosen(form: HTMLFormElement): string {
  const input = form.elements.namedItem("files");
  const files = input instanceof HTMLInputElement ? [...(input.files ?? [])] : [];
  return files.map((f) => `${f.name}/${f.size}/${f.lastModified}`).join();
}

/** Today where the reader is. */
function today(): string {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
}

function showPhrase(phrase: string): void {
  const list = document.getElementById("phrase");
  list?.replaceChildren(
    ...phrase.split(" ").map((word) => {
      const item = document.createElement("li");
      item.textContent = word;
      return item;
    }),
  );
  // Who leaves without the phrase has lost the answer.
  window.addEventListener("beforeunload", (e) => e.preventDefault());
}
