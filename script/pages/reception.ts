/** The script of the reception's pages: everything is sealed and opened here. */
import { Work } from "../page";
import { bringing } from "../reception";
import { atMailbox, opening } from "../mailbox";

type Doing = (form: HTMLFormElement, work: Work) => () => Promise<void>;

const doings: Record<string, Doing> = { bring: bringing, mailbox: opening, write: atMailbox, convert: atMailbox, destroy: atMailbox };

/** Takes over the forms that the page has now. */
function takeOver(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-form]")) {
    const doing = doings[form.dataset["form"]!];
    if (!doing || form.dataset["taken"]) continue;
    // A mailbox that was opened at the door goes on there: its keys are not here.
    if (form.querySelector("input[type=hidden][name=phrase]")) continue;
    form.dataset["taken"] = "yes";
    form.noValidate = true;
    const work = new Work(form);
    const act = doing(form, work);
    form.addEventListener("submit", (e) => {
      e.preventDefault();
      void work.run(act).then(takeOver);
    });
    for (const at of form.querySelectorAll<HTMLElement>("[data-at]")) at.hidden = at.dataset["at"] !== "browser";
  }
  for (const button of document.querySelectorAll<HTMLElement>("[data-hook=print]")) {
    button.hidden = false;
    button.onclick = () => window.print();
  }
}

takeOver();
