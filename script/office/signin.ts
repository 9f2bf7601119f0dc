/** Signing in and out: the passphrase is used here and sent nowhere. */
import { Fault } from "../fault";
import { seatKeys } from "../keys";
import { valueOf, Work } from "../page";
import { ask, forget, openMember, remember } from "./session";

/** Takes over the forms that sign in and out. */
export function attach(): void {
  const enter = document.querySelector<HTMLFormElement>("form[data-form=sign-in]");
  if (enter) signingIn(enter);
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-form=sign-out]")) {
    form.addEventListener("submit", () => forget());
  }
}

function signingIn(form: HTMLFormElement): void {
  forget(true); // nobody is signed in any more: other tabs are to know
  const work = new Work(form);
  form.noValidate = true;
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    void work.run(async () => {
      const login = valueOf(form, "login").toLowerCase();
      if (login === "") throw new Fault("login-missing");
      work.say("script-keys");
      const keys = await seatKeys(login, passphraseOf(form, "passphrase"), (done) => work.progress(done));
      work.progress();
      work.say("script-sending");
      const body = new URLSearchParams({ login, secret: keys.loginSecret, next: valueOf(form, "next") });
      const seat = await ask<{ identity: string; next: string }>(form.action, body);
      remember(await openMember(keys, seat.identity));
      location.assign(seat.next);
    });
  });
}

/** A passphrase as it was typed: its spaces are for seatKeys to even out. */
export function passphraseOf(form: HTMLFormElement, name: string): string {
  const input = form.elements.namedItem(name);
  return input instanceof HTMLInputElement ? input.value : "";
}

/** Lets the boxes that ask for it show what is typed into the passwords of their form. */
export function showable(): void {
  for (const box of document.querySelectorAll<HTMLInputElement>("input[data-show]")) {
    const hidden = box.form!.querySelectorAll<HTMLInputElement>("input[type=password]");
    box.addEventListener("change", () => {
      for (const input of hidden) input.type = box.checked ? "text" : "password";
    });
  }
}
