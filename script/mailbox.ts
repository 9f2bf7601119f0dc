/** The reporter's mailbox: opened, written to and destroyed from their browser. */
import { phraseKeys } from "./keys";
import { openLetters, sealedBytes } from "./letters";
import { addLetter, filesOf, fromBase64, send, show, textOf, valueOf, type Work } from "./page";
import { Fault } from "./fault";
import { sealLetter, unwrap } from "./seal";
import type { Lang } from "./words";

/** Who is at the mailbox. It lives as long as the page and is kept nowhere. */
interface Person {
  mailbox: string;
  identity: string;
}

let person: Person | undefined;

/** Lets the form of the phrase open the mailbox. */
export function opening(form: HTMLFormElement, work: Work): () => Promise<void> {
  return async () => {
    work.say("script-keys");
    person = await phraseKeys(valueOf(form, "phrase"));
    work.say("script-opening");
    show(await send(form.action, new URLSearchParams({ mailbox: person.mailbox })));
    await opened();
  };
}

/** Opens what the page of a mailbox shows. */
async function opened(): Promise<void> {
  const place = document.querySelector<HTMLElement>("[data-mailbox]");
  if (!place || !person || !place.dataset["key"]) return;
  const mailbox = person.mailbox;
  const matter = await unwrap(person.identity, fromBase64(place.dataset["key"]));
  await openLetters(place, matter, (n) =>
    sealedBytes(`${place.dataset["letters"]}/${n}`, { method: "POST", body: new URLSearchParams({ mailbox }) }),
  );
}

/** Lets a form of the mailbox's page do what it is for. */
export function atMailbox(form: HTMLFormElement, work: Work): () => Promise<void> {
  let last: { text: string; sealed: Uint8Array; begun: { id?: string } } | undefined;
  return async () => {
    const place = form.closest<HTMLElement>("[data-mailbox]");
    if (!person || !place) throw new Error("nobody is at the mailbox");
    const body = new FormData();
    body.set("mailbox", person.mailbox);
    if (form.dataset["form"] === "destroy") {
      const sure = form.elements.namedItem("sure");
      if (sure instanceof HTMLInputElement && sure.checked) body.set("sure", "yes");
    } else {
      const text = said(form);
      const files = await filesOf(form);
      if (text === "" && files.length === 0) throw new Fault("text-missing");
      work.say("script-sealing");
      if (!last || last.text !== text || files.length > 0) {
        const letter = { lang: place.dataset["lang"] as Lang, kind: "message" as const, text, files };
        last = { text, sealed: await sealLetter(letter, place.dataset["recipient"]!), begun: {} };
      }
      work.say("script-sending");
      await addLetter(body, last.sealed, work, last.begun);
    }
    show(await send(form.action, body, work));
    await opened();
  };
}

/** What a form says; who consents to an appeal says who they are. */
function said(form: HTMLFormElement): string {
  if (form.dataset["form"] !== "convert") return textOf(form);
  for (const field of ["name", "contact"]) if (valueOf(form, field) === "") throw new Fault(`${field}-missing`);
  return `${valueOf(form, "name")}\n${valueOf(form, "contact")}\n\n${valueOf(form, "text")}`;
}
