/** The photos of the draft that is open. */
import { isFault } from "../fault";
import type { Afield } from "./afield";
import { localTime } from "./paper";
import { photoFrom } from "./photo";
import type { Photo } from "./record";
import * as store from "./store";

export class Album {
  private photos: Photo[] = [];
  private key = "";
  private urls: string[] = [];
  private readonly place: HTMLElement;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly field: Afield,
    private readonly ready: () => Promise<string>,
  ) {
    this.place = form.querySelector<HTMLElement>("[data-photo-list]")!;
    for (const input of form.querySelectorAll<HTMLInputElement>("input[type=file]")) {
      input.addEventListener("change", () => void this.add(input));
      input.addEventListener("input", (e) => e.stopPropagation());
    }
  }

  /** Shows the photos of a draft; "" for none. */
  async show(key: string): Promise<void> {
    this.key = key;
    const photos = key ? await store.photos(key) : [];
    if (this.key !== key) return; // another one was opened meanwhile
    this.photos = photos;
    this.paint();
  }

  private async add(input: HTMLInputElement): Promise<void> {
    const files = [...(input.files ?? [])];
    const ask = input.name.startsWith("answer-") ? input.name.slice("answer-".length) : "";
    input.value = ""; // so that it can be chosen again, and isn't kept twice
    if (files.length === 0) return;
    const said = this.field.say;
    try {
      const key = await this.ready();
      for (const file of files) {
        if (this.photos.length >= Number(this.field.root.dataset["most"])) return this.field.tell("script-photo-many");
        this.note(said("script-photo-work"));
        const photo = await photoFrom(file, key, ask);
        await store.keepPhoto(photo);
        await this.show(key);
      }
    } catch (err) {
      this.paint();
      this.field.wrong(err);
      if (isFault(err)) this.note(said(err.word), true);
    }
    await this.field.changed();
  }

  private note(text: string, wrong = false): void {
    const line = document.createElement("p");
    line.className = wrong ? "error" : "hint";
    line.setAttribute("role", "status");
    line.textContent = text;
    this.place.hidden = false;
    this.place.querySelector("p")?.remove();
    this.place.append(line);
  }

  private paint(): void {
    for (const url of this.urls) URL.revokeObjectURL(url);
    this.urls = [];
    const list = document.createElement("ul");
    list.className = "drafts";
    list.append(...this.photos.map((p, i) => this.line(p, i)));
    this.place.replaceChildren(...(this.photos.length ? [list] : []));
    this.place.hidden = this.photos.length === 0;
    // A question that a photo answers has its digest for an answer.
    for (const box of this.form.querySelectorAll<HTMLElement>("[data-ask]")) {
      const input = box.querySelector<HTMLInputElement>("input[type=file]");
      if (!input || box.querySelector("[data-ask]")) continue;
      box.querySelector("[data-photo]")?.remove();
      const answer = this.photos.find((p) => p.ask === box.dataset["ask"]);
      if (!answer) continue;
      const hidden = document.createElement("input");
      hidden.type = "hidden";
      hidden.name = input.name;
      hidden.value = answer.sha256;
      hidden.dataset["photo"] = answer.id;
      input.after(hidden);
    }
    this.form.querySelector("[data-checklist]")!.dispatchEvent(new Event("input", { bubbles: false }));
  }

  private line(p: Photo, i: number): HTMLElement {
    const say = this.field.say;
    const item = document.createElement("li");
    const figure = document.createElement("figure");
    const img = document.createElement("img");
    const url = URL.createObjectURL(new Blob([p.content], { type: p.type }));
    this.urls.push(url);
    img.src = url;
    img.alt = p.note || `${i + 1}`;
    img.width = 120;
    figure.append(img);
    const hash = document.createElement("small");
    hash.append("SHA-256 ");
    const code = document.createElement("code");
    code.className = "hash";
    code.textContent = p.sha256;
    hash.append(code);
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "button plain";
    remove.textContent = say("script-photo-remove");
    remove.setAttribute("aria-label", `${say("script-photo-remove")}: ${p.note || i + 1}`);
    remove.addEventListener("click", () => void this.drop(p));
    item.append(figure, this.input(say("script-photo-note"), "text", `photo-note-${i}`, p.note, (v) => (p.note = v), p),
      this.input(say("script-photo-at"), "datetime-local", `photo-at-${i}`, localTime(p.at), (v) => {
        const at = Date.parse(v);
        if (!Number.isNaN(at)) p.at = at;
      }, p), hash, remove);
    return item;
  }

  private input(label: string, type: string, id: string, value: string, set: (v: string) => void, p: Photo): HTMLElement {
    const field = document.createElement("div");
    field.className = "field";
    const name = document.createElement("label");
    name.htmlFor = id;
    name.textContent = label;
    const input = document.createElement("input");
    input.className = "input";
    input.type = type;
    input.id = id;
    input.maxLength = 1000;
    input.value = value;
    input.addEventListener("input", (e) => e.stopPropagation());
    input.addEventListener("change", (e) => {
      e.stopPropagation();
      set(input.value);
      store.keepPhoto(p).catch((err: unknown) => this.field.wrong(err));
    });
    field.append(name, input);
    return field;
  }

  private async drop(p: Photo): Promise<void> {
    try {
      await store.dropPhoto(p.id);
    } catch (err) {
      this.field.wrong(err);
    }
    await this.show(p.draft);
    this.form.querySelector<HTMLElement>("#photos")?.focus();
    await this.field.changed();
  }
}
