/** Chooses a picture of the media library. The dialog is the browser's own: it
 * holds the focus and gives it back. */
const pause = 300;

interface Choice {
  id: string;
  name: string;
  src: string;
  alt: string;
  href: string;
}

export type Chosen = (id: string, alt: string) => void;

export class Chooser {
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private chosen: Chosen = () => undefined;
  private asked = "";

  constructor(
    private readonly form: HTMLFormElement,
    private readonly dialog: HTMLDialogElement,
    private readonly word: (key: string) => string,
  ) {
    dialog.querySelector("[data-close]")?.addEventListener("click", () => dialog.close());
    this.find.addEventListener("input", () => {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => void this.look(), pause);
    });
    this.find.addEventListener("keydown", (e) => {
      if (e.key === "Enter") e.preventDefault(); // the dialog stands in the form
    });
    // What is typed here is no change of the text.
    dialog.addEventListener("input", (e) => e.stopPropagation());
  }

  private get find(): HTMLInputElement {
    return this.dialog.querySelector<HTMLInputElement>("input")!;
  }

  open(chosen: Chosen): void {
    this.chosen = chosen;
    this.dialog.showModal();
    void this.look();
  }

  private async look(): Promise<void> {
    const query = new URLSearchParams({ q: this.find.value, lang: this.form.dataset["lang"] ?? "" }).toString();
    this.asked = query;
    const line = this.dialog.querySelector<HTMLElement>("[data-found]")!;
    try {
      const answer = await fetch(`${this.form.dataset["media"]}?${query}`);
      if (!answer.ok) throw new Error(String(answer.status));
      const { pictures } = (await answer.json()) as { pictures: Choice[] };
      if (query !== this.asked) return;
      line.textContent = pictures.length ? "" : this.word("script-none");
      this.dialog.querySelector("[data-choices]")!.replaceChildren(...pictures.map((p) => this.item(p)));
    } catch {
      line.textContent = this.word("script-none");
    }
  }

  private item(p: Choice): HTMLLIElement {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    const image = document.createElement("img");
    image.src = p.src;
    image.alt = "";
    image.loading = "lazy";
    button.append(image, p.alt || p.name);
    button.disabled = p.alt === "";
    button.addEventListener("click", () => {
      this.dialog.close();
      this.chosen(p.id, p.alt);
    });
    item.append(button);
    if (p.alt === "") {
      const link = document.createElement("a");
      link.href = p.href;
      link.target = "_blank";
      link.textContent = this.word("script-undescribed");
      item.append(link);
    }
    return item;
  }
}
