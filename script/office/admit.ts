/** Handing the body's key to a colleague, and giving the body another one. */
import { Fault } from "../fault";
import { send, toBase64, Work } from "../page";
import { fingerprint, newIdentity, recipientOf, wrap } from "../seal";
import { bodyIdentity, keyring, memberIdentity } from "./session";

/** Takes over the forms that hand out keys. */
export function attach(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-form=admit]")) on(form, (work) => admit(form, work));
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-form=renew]")) on(form, (work) => renew(form, work));
}

function on(form: HTMLFormElement, act: (work: Work) => Promise<void>): void {
  const work = new Work(form);
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    void work.run(() => act(work));
  });
}

/** Seals every key that the member can open to the colleague whose code was compared. */
async function admit(form: HTMLFormElement, work: Work): Promise<void> {
  const recipient = recipientBy(form);
  await memberIdentity();
  work.say("script-sealing");
  const body = new URLSearchParams({ seat: form.dataset["seat"]! });
  for (const key of (await keyring()).keys) {
    body.append("fingerprint", key.fingerprint);
    body.append("identity", toBase64(await wrap(await bodyIdentity(key.fingerprint, key.identity), recipient)));
  }
  work.say("script-sending");
  await send(form.action, body);
}

/** Makes another key of the body and seals it to the member and to those who are ticked. */
async function renew(form: HTMLFormElement, work: Work): Promise<void> {
  const mine = await recipientOf(await memberIdentity()); // not as the server has it
  work.say("script-sealing");
  const identity = await newIdentity();
  const body = new URLSearchParams({ recipient: await recipientOf(identity) });
  body.append("seat", form.dataset["seat"]!);
  body.append("identity", toBase64(await wrap(identity, mine)));
  for (const holder of form.querySelectorAll<HTMLInputElement>("input[data-holder]:checked")) {
    body.append("seat", holder.dataset["seat"]!);
    body.append("identity", toBase64(await wrap(identity, recipientBy(holder))));
  }
  work.say("script-sending");
  await send(form.action, body);
}

/** The recipient of a seat, if it fits the code that people compared. */
function recipientBy(element: HTMLElement): string {
  const recipient = element.dataset["recipient"]!;
  if (fingerprint(recipient) !== element.dataset["code"]) throw new Fault("script-other-key");
  return recipient;
}
