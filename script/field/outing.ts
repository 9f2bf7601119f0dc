/** The form of an observation at work: each change is kept on the phone, and Send puts it in the queue. */
import { Fault, isFault } from "../fault";
import { Live } from "../forms/live";
import type { Afield } from "./afield";
import { Album } from "./album";
import { coarseText } from "./coarse";
import { coarsen, empty, fieldsOf, fill, placesOf } from "./paper";
import { newKey, type Draft } from "./record";
import * as store from "./store";

/** How long after a change it is kept, in milliseconds. */
const pause = 300;

export class Outing {
  private draft: Draft | undefined;
  private readonly live: Live;
  private readonly album: Album;
  private readonly grain: number;
  private readonly places: [string, string][];
  private timer: number | undefined;
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly form: HTMLFormElement,
    private readonly field: Afield,
  ) {
    this.grain = Number(field.root.dataset["grain"]);
    this.places = placesOf(form);
    this.live = new Live(form.querySelector<HTMLElement>("[data-checklist]")!);
    this.album = new Album(form, field, () => this.ready());
    for (const plain of form.querySelectorAll<HTMLElement>("[data-plain]")) plain.hidden = true;
    form.addEventListener("input", () => this.later());
    form.addEventListener("change", (e) => {
      this.interest();
      // Who wrote a place sees at once what becomes of it.
      if (this.places.flat().includes((e.target as HTMLInputElement).name)) fill(form, this.fields());
      this.begun();
      void this.keep(); // a field that was left is kept at once: the page may be left next
    });
    form.addEventListener("submit", (e) => {
      e.preventDefault();
      void this.send();
    });
    // A phone may end a page that nobody sees without another word.
    window.addEventListener("pagehide", () => void this.keep());
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && void this.keep());
    const next = form.querySelector<HTMLButtonElement>("[data-new]")!;
    next.hidden = false;
    next.addEventListener("click", () => void this.keep().then(() => this.clear()));
    this.locating();
    const asked = location.hash.slice(1);
    this.clear();
    if (asked) void store.draft(asked).then((d) => d && d.seat === field.to.seat && d.campaign === this.campaign && d.state !== "sent" && d.state !== "ready" ? this.open(d) : undefined);
  }

  private get campaign(): string {
    return this.field.root.dataset["campaign"]!;
  }

  private hidden(name: string): string {
    return this.form.querySelector<HTMLInputElement>(`input[name=${name}]`)!.value;
  }

  /** What stands in the form, its places moved. */
  private fields(): Record<string, string[]> {
    return coarsen(fieldsOf(this.form), this.places, this.grain);
  }

  /** Asks what an interest is where there is one. */
  private interest(): void {
    const some = this.form.querySelector<HTMLInputElement>("input[name=conflict][value=some]")!.checked;
    this.form.querySelector<HTMLElement>("#interest")!.parentElement!.hidden = !some;
  }

  /** Opens a draft of the list. */
  async open(d: Draft): Promise<void> {
    await this.keep();
    this.draft = d;
    this.mark();
    fill(this.form, d.fields);
    this.interest();
    await this.album.show(d.key);
    this.form.querySelector("[data-checklist]")!.dispatchEvent(new Event("input", { bubbles: false }));
    if (d.checklist !== this.hidden("checklist")) this.field.tell("script-changed");
    this.form.querySelector<HTMLElement>("[data-heading]")!.focus();
  }

  /** Leaves a draft that isn't there any more; "" for whichever is open. */
  gone(key: string): void {
    if (this.draft && (key === "" || this.draft.key === key)) this.clear();
  }

  private clear(): void {
    clearTimeout(this.timer);
    this.draft = undefined;
    this.mark();
    empty(this.form);
    this.interest();
    void this.album.show("");
    this.form.querySelector("[data-checklist]")!.dispatchEvent(new Event("input", { bubbles: false }));
    this.kept("");
  }

  /** The address names the draft, so that it is there again when the page is loaded again. */
  private mark(): void {
    history.replaceState(null, "", location.pathname + (this.draft ? `#${this.draft.key}` : ""));
  }

  private kept(word: string): void {
    const line = this.form.querySelector<HTMLElement>("[data-kept]")!;
    line.hidden = word === "";
    line.textContent = word && this.field.say(word);
  }

  private later(): void {
    clearTimeout(this.timer);
    this.begun();
    this.kept(""); // not yet
    this.timer = window.setTimeout(() => void this.keep(), pause);
  }

  private begun(): Draft {
    if (this.draft) return this.draft;
    this.draft = {
      key: newKey(), rev: 0, seat: this.field.to.seat, campaign: this.campaign, name: this.form.dataset["outing"]!, checklist: "", title: "",
      state: "draft", fields: {}, changed: 0, said: "", tried: false, opened: 0,
    };
    void navigator.storage?.persist?.(); // a browser may say no; then it still keeps it while there is room
    this.mark();
    return this.draft;
  }

  /** The key of the draft, once it is kept. */
  private async ready(): Promise<string> {
    const d = this.begun();
    if (!(await this.keep())) throw new Fault<store.StoreFault>("script-unsaved");
    return d.key;
  }

  /** Keeps what stands in the form now, one time after another; whether it is kept. */
  private async keep(state?: "ready"): Promise<boolean> {
    clearTimeout(this.timer);
    const d = this.draft;
    if (!d) return true;
    let well = true;
    this.last = this.last.then(async () => {
      if (this.draft !== d) return;
      const select = this.form.querySelector<HTMLSelectElement>("#institution")!;
      const before = { ...d };
      const fields = this.fields();
      // Nothing new: another tab that has it open isn't told that it changed.
      if (d.rev > 0 && !state && d.checklist === this.hidden("checklist") && JSON.stringify(fields) === JSON.stringify(d.fields)) return this.kept("script-saved");
      Object.assign(d, {
        fields, title: select.value ? select.selectedOptions[0]!.textContent!.trim() : "", changed: Date.now(),
        checklist: this.hidden("checklist"), state: state ?? (d.state === "refused" ? "refused" : "draft"), said: state ? "" : d.said,
      });
      try {
        await store.keep(d);
        this.kept("script-saved");
      } catch (err) {
        Object.assign(d, before);
        well = false;
        this.kept(isFault(err) ? err.word : "script-unsaved");
        this.field.wrong(err);
      }
    });
    await this.last;
    await this.field.changed();
    return well;
  }

  private async send(): Promise<void> {
    const fields = this.fields();
    const needed = ["institution", "conflict", ...(fields["conflict"]?.includes("some") ? ["interest"] : [])];
    const missing = needed.find((name) => !fields[name]?.some((v) => v.trim() !== ""));
    if (missing) {
      this.field.tell(`script-missing-${missing}`);
      return document.getElementById(missing)?.focus();
    }
    if (!this.live.check()) return;
    this.begun();
    if (!(await this.keep("ready"))) return;
    this.clear();
    this.field.tell("script-queued");
    this.form.querySelector<HTMLElement>("[data-heading]")!.focus();
    this.field.again();
  }

  private locating(): void {
    const button = this.form.querySelector<HTMLButtonElement>("[data-locate]")!;
    if (!("geolocation" in navigator)) return;
    button.hidden = false;
    const said = this.form.querySelector<HTMLElement>("[data-located]")!;
    button.addEventListener("click", () => {
      button.disabled = true;
      const end = (text: string) => {
        button.disabled = false;
        said.hidden = false;
        said.textContent = text;
      };
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          // Nothing finer than the campaign permits gets as far as the form.
          const [lat, lon] = coarseText(String(coords.latitude), String(coords.longitude), this.grain)!;
          for (const [name, value] of [["lat", lat], ["lon", lon]] as const) (this.form.elements.namedItem(name) as HTMLInputElement).value = value;
          end(this.field.say("script-place-is").replace("{place}", `${lat}, ${lon}`));
          this.later();
        },
        () => end(this.field.say("script-place-none")),
        { enableHighAccuracy: this.grain < 100, timeout: 20_000, maximumAge: 60_000 },
      );
    });
  }
}
