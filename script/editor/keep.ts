/**
 * Keeps what is being written: a while after the last letter, and when the page
 * is left. It says when somebody else is at the same text.
 */
const pause = 2_000;
const again = 15_000;
const presence = 60_000;

interface Kept {
  others: string;
  newer: string;
}

export class Keeper {
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private asked: AbortController | undefined;
  private kept: string;
  private left = false;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly word: (key: string) => string,
  ) {
    const unsaved = "unsaved" in form.dataset;
    this.kept = unsaved ? "" : this.written();
    form.addEventListener("input", () => this.soon(pause));
    form.addEventListener("submit", () => void (this.left = true));
    addEventListener("pageshow", () => void (this.left = false));
    addEventListener("beforeunload", (e) => {
      if (!this.left && this.changed()) e.preventDefault();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && !this.left && this.changed()) void this.keep(true);
    });
    if (form.dataset["autosave"] && unsaved) this.soon(pause);
    if (form.dataset["autosave"]) setInterval(() => void this.look(), presence);
  }

  /** What the form says, as it is sent. */
  private written(): string {
    const all = new FormData(this.form);
    const sent = new URLSearchParams();
    for (const name of ["title", "lead", "text", "tags"]) sent.set(name, String(all.get(name) ?? ""));
    return sent.toString();
  }

  /** Whether anything is on the page that isn't kept. */
  changed(): boolean {
    return this.written() !== this.kept;
  }

  private say(line: "kept" | "others", text: string): void {
    const at = this.form.querySelector<HTMLElement>(`[data-${line}]`);
    if (at && at.textContent !== text) at.textContent = text;
  }

  private soon(after: number): void {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => void this.keep(), after);
  }

  /** While somebody writes they are seen by others, also when they only think. */
  private async look(): Promise<void> {
    if (document.visibilityState === "visible" && this.kept !== "" && this.changed()) await this.keep();
  }

  private async keep(going = false): Promise<void> {
    const address = this.form.dataset["autosave"];
    const now = this.written();
    if (!address) {
      this.say("kept", this.changed() ? this.word("script-first") : "");
      return;
    }
    if (now === this.kept) return;
    this.asked?.abort();
    const asked = (this.asked = new AbortController());
    const body = new URLSearchParams(now);
    body.set("base", (this.form.elements.namedItem("base") as HTMLInputElement).value);
    try {
      // What is sent while a page is left may be 64 kB at most.
      const answer = await fetch(address, { method: "POST", body, signal: asked.signal, keepalive: going && now.length < 60_000 });
      if (!answer.ok) throw new Error(String(answer.status));
      const said = (await answer.json()) as Kept;
      this.kept = now;
      const clock = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
      this.say("kept", `${this.word("script-kept")}, ${clock}`);
      this.say("others", [said.others, said.newer].filter(Boolean).join(" "));
    } catch (err) {
      if (asked.signal.aborted && err instanceof DOMException) return; // a later one is on its way
      this.say("kept", this.word("script-unkept"));
      this.soon(again);
    }
  }
}
