/** Joining a body: a new member's keys are made here, and the body's first one. */
import { Fault } from "../fault";
import { normalPassphrase, seatKeys } from "../keys";
import { toBase64, valueOf, Work } from "../page";
import { newIdentity, recipientOf, wrap } from "../seal";
import { draw, type Lang } from "../words";
import { ask, remember } from "./session";
import { passphraseOf } from "./signin";

/** What an invitation is for. */
interface Invited {
  login: string;
  person: string;
  body: string;
  needsKey: boolean;
}

/** The words of a passphrase that the browser draws: 60 bits. */
const words = 6;
/** The least letters of one's own. */
const shortest = 20;

/** Takes over the two forms of the page. */
export function attach(): void {
  const first = document.querySelector<HTMLFormElement>("form[data-form=invitation]");
  const second = document.querySelector<HTMLFormElement>("form[data-form=join]");
  if (!first || !second) return;
  const work = new Work(first);
  first.noValidate = true;
  first.addEventListener("submit", (e) => {
    e.preventDefault();
    void work.run(async () => {
      const code = valueOf(first, "invitation");
      const invited = await ask<Invited>(first.action, new URLSearchParams({ invitation: code }));
      first.hidden = true;
      joining(second, code, invited);
    });
  });
}

function joining(form: HTMLFormElement, invitation: string, invited: Invited): void {
  const work = new Work(form);
  const title = fill(form, "invited-person", invited.person);
  fill(form, "invited-body", invited.body);
  fill(form, "invited-login", invited.login);
  form.querySelector<HTMLInputElement>("[autocomplete=username]")!.value = invited.login; // for keepers of passwords
  let drawn = drawing(form);
  form.querySelector("[data-draw]")!.addEventListener("click", () => (drawn = drawing(form)));
  form.addEventListener("change", () => {
    form.querySelector<HTMLElement>("[data-drawn]")!.hidden = valueOf(form, "choice") === "own";
    form.querySelector<HTMLElement>("[data-own]")!.hidden = valueOf(form, "choice") !== "own";
  });
  form.noValidate = true;
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    void work.run(async () => {
      const passphrase = chosen(form, drawn);
      const body = await prepare(work, invitation, invited, passphrase);
      work.say("script-sending");
      const { next } = await ask<{ next: string }>(form.action, body.sent);
      remember(body.identity);
      location.assign(next);
    });
  });
  form.hidden = false;
  title.focus();
}

/** Draws a passphrase and shows its words. */
function drawing(form: HTMLFormElement): string {
  const text = draw(form.dataset["lang"] as Lang, words);
  const items = text.split(" ").map((word) => {
    const li = document.createElement("li");
    li.textContent = word;
    return li;
  });
  form.querySelector("#drawn")!.replaceChildren(...items);
  return text;
}

/** The passphrase that was chosen, if it was written twice and is long enough. */
function chosen(form: HTMLFormElement, drawn: string): string {
  const own = valueOf(form, "choice") === "own";
  const passphrase = normalPassphrase(own ? passphraseOf(form, "passphrase") : drawn);
  if (own && Array.from(passphrase).length < shortest) throw new Fault("script-phrase-short");
  if (normalPassphrase(passphraseOf(form, "again")) !== passphrase) throw new Fault("script-phrase-differs");
  return passphrase;
}

/** Makes and seals all keys. */
async function prepare(work: Work, invitation: string, invited: Invited, passphrase: string): Promise<{ sent: URLSearchParams; identity: string }> {
  work.say("script-keys");
  const keys = await seatKeys(invited.login, passphrase, (done) => work.progress(done));
  work.progress();
  work.say("script-sealing");
  const identity = await newIdentity();
  const recipient = await recipientOf(identity);
  const sealed = await wrap(identity, await recipientOf(keys.identity));
  const sent = new URLSearchParams({ invitation, secret: keys.loginSecret, recipient, identity: toBase64(sealed) });
  if (invited.needsKey) {
    const body = await newIdentity();
    sent.set("body_recipient", await recipientOf(body));
    sent.set("body_identity", toBase64(await wrap(body, recipient)));
  }
  return { sent, identity };
}

function fill(form: HTMLElement, name: string, text: string): HTMLElement {
  const element = form.querySelector<HTMLElement>(`[data-${name}]`)!;
  element.textContent = text;
  return element;
}
