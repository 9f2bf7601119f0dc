/**
 * The script of the editor: keys and buttons for the marks of a text, a preview
 * beside it, saving by itself, and pictures of the library. The form does without.
 */
import { Chooser } from "../editor/choose";
import { Keeper } from "../editor/keep";
import { Preview } from "../editor/seen";
import { mark, paragraph, picture, type Change } from "../marks";

/** Keys by their place on the keyboard: a Kazakh layout has other letters there. */
const plain: Record<string, string> = { KeyB: "bold", KeyI: "italic", KeyK: "link", KeyS: "save", Enter: "preview" };
const shifted: Record<string, string> = {
  Digit2: "heading",
  Digit5: "picture",
  Digit6: "table",
  Digit7: "numbers",
  Digit8: "list",
  Digit9: "quote",
};

/** Writes into the text as typing does, so that undoing it works. */
function write(text: HTMLTextAreaElement, change: Change): void {
  text.focus();
  text.setSelectionRange(change.from, change.to);
  const typed = change.text === "" ? document.execCommand("delete") : document.execCommand("insertText", false, change.text);
  if (!typed) {
    text.setRangeText(change.text, change.from, change.to, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }
  text.setSelectionRange(...change.select);
}

function begin(form: HTMLFormElement, text: HTMLTextAreaElement): void {
  const words = JSON.parse(form.dataset["words"] ?? "{}") as Record<string, string>;
  const word = (key: string): string => words[key] ?? key;
  const tools = form.querySelector<HTMLElement>("[data-tools]")!;
  const buttons = [...tools.querySelectorAll<HTMLButtonElement>("button")];
  const save = form.querySelector<HTMLButtonElement>("button[value=save]")!;
  new Keeper(form, word);
  const preview = new Preview(form, text, buttons.find((b) => b.dataset["mark"] === "preview")!, word);
  const chooser = new Chooser(form, form.querySelector<HTMLDialogElement>("[data-chooser]")!, word);

  function act(name: string): void {
    switch (name) {
      case "save":
        form.requestSubmit(save);
        return;
      case "preview":
        preview.toggle();
        return;
      case "picture":
        chooser.open((id, alt) => write(text, paragraph(text.value, text.selectionEnd, picture(id, alt))));
        return;
    }
    const change = mark(name, text.value, text.selectionStart, text.selectionEnd, { link: word("script-link"), column: word("script-column") });
    if (change) write(text, change);
  }

  document.addEventListener("keydown", (e) => {
    if (!(e.ctrlKey || e.metaKey) || e.altKey || e.isComposing) return;
    const name = (e.shiftKey ? shifted : plain)[e.code];
    if (!name || (e.target !== text && name !== "save" && name !== "preview")) return;
    e.preventDefault();
    act(name);
  });
  tools.addEventListener("click", (e) => {
    const button = (e.target as Element).closest<HTMLButtonElement>("button");
    if (button?.dataset["mark"]) act(button.dataset["mark"]);
  });
  rove(tools, buttons);
  form.querySelector("button[value=preview]")?.addEventListener("click", (e) => {
    e.preventDefault();
    preview.toggle(true);
  });
  offerPictures(chooser, word);
  tools.hidden = false;
  form.querySelector<HTMLElement>("[data-keys]")!.hidden = false;
  if (matchMedia("(min-width: 64rem)").matches) preview.toggle(true);
}

/** A toolbar is one stop of the Tab key, and arrows move in it. */
function rove(tools: HTMLElement, buttons: HTMLButtonElement[]): void {
  const stop = (at: HTMLButtonElement): void => buttons.forEach((b) => (b.tabIndex = b === at ? 0 : -1));
  stop(buttons[0]!);
  tools.addEventListener("focusin", (e) => stop(e.target as HTMLButtonElement));
  tools.addEventListener("keydown", (e) => {
    const at = buttons.indexOf(e.target as HTMLButtonElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[e.key];
    if (to === undefined || at < 0) return;
    e.preventDefault();
    buttons[(to + buttons.length) % buttons.length]!.focus();
  });
}

/** The picture above an article is chosen as those in it are. */
function offerPictures(chooser: Chooser, word: (key: string) => string): void {
  const field = document.querySelector<HTMLInputElement>("input[name=picture]");
  if (!field) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button quiet";
  button.textContent = word("choose-picture");
  button.addEventListener("click", () => chooser.open((id) => void (field.value = id)));
  field.after(button);
}

const form = document.querySelector<HTMLFormElement>("form[data-editor]");
const text = form?.querySelector<HTMLTextAreaElement>("textarea[name=text]");
if (form && text) begin(form, text);
