/**
 * The text as its readers will see it, made by the server that will show it to
 * them: one question at a time, a moment after the last letter.
 */
const pause = 400;

interface Seen {
  html: string;
  wrong: string[];
}

export class Preview {
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private busy = false;
  private shown: string | undefined;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly text: HTMLTextAreaElement,
    private readonly button: HTMLButtonElement,
    private readonly word: (key: string) => string,
  ) {
    text.addEventListener("input", () => this.soon());
    text.addEventListener("scroll", () => this.follow(), { passive: true });
  }

  private get pane(): HTMLElement {
    return this.form.querySelector<HTMLElement>("[data-seen]")!;
  }

  get open(): boolean {
    return !this.pane.hidden;
  }

  toggle(open = !this.open): void {
    this.pane.hidden = !open;
    this.pane.parentElement!.classList.toggle("two", open);
    this.button.setAttribute("aria-pressed", String(open));
    if (open) void this.look();
  }

  private soon(): void {
    clearTimeout(this.waiting);
    if (this.open) this.waiting = setTimeout(() => void this.look(), pause);
  }

  /** The place in the preview follows that in the text. */
  private follow(): void {
    const room = this.text.scrollHeight - this.text.clientHeight;
    if (this.open && room > 0) this.pane.scrollTop = (this.text.scrollTop / room) * (this.pane.scrollHeight - this.pane.clientHeight);
  }

  private async look(): Promise<void> {
    const now = this.text.value;
    if (this.busy || now === this.shown) return; // it looks again when it is back
    this.busy = true;
    let failed = false;
    try {
      const body = new URLSearchParams({ text: now, lang: this.form.dataset["lang"] ?? "" });
      const answer = await fetch(this.form.dataset["preview"]!, { method: "POST", body });
      if (!answer.ok) throw new Error(String(answer.status));
      this.show((await answer.json()) as Seen);
      this.shown = now;
    } catch {
      failed = true;
      this.list([this.word("script-unseen")]);
    } finally {
      this.busy = false;
    }
    if (!failed && this.text.value !== now) this.soon();
  }

  private show(seen: Seen): void {
    const place = this.pane.querySelector<HTMLElement>("[data-shown]")!;
    const at = this.pane.scrollTop;
    place.innerHTML = seen.html; // our own server's, and the policy runs nothing in it
    this.pane.scrollTop = at;
    this.list(seen.wrong);
  }

  private list(wrong: string[]): void {
    const box = this.form.querySelector<HTMLElement>("[data-wrong]")!;
    box.hidden = wrong.length === 0;
    box.querySelector("[data-list]")!.replaceChildren(
      ...wrong.map((sentence) => {
        const item = document.createElement("li");
        item.textContent = sentence;
        return item;
      }),
    );
  }
}
