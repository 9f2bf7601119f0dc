/**
 * The script of the form of planned work: it says which works of other bodies the
 * one that is being written would meet, before it is saved. Saving looks again.
 */
interface Met {
  title: string;
  body: string;
  kind: string;
  days: string;
  href: string;
}

const patience = 300;

function begin(form: HTMLFormElement, at: HTMLElement): void {
  const words = JSON.parse(form.dataset["words"] ?? "{}") as Record<string, string>;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let asked = "";

  const field = (name: string): string => (form.elements.namedItem(name) as HTMLInputElement | null)?.value ?? "";

  function show(all: Met[]): void {
    at.replaceChildren();
    const line = document.createElement("p");
    line.textContent = words[all.length ? "script-met" : "script-free"] ?? "";
    at.append(line);
    if (!all.length) return;
    const list = document.createElement("ul");
    for (const one of all) {
      const item = document.createElement("li");
      const link = document.createElement(one.href ? "a" : "b");
      if (link instanceof HTMLAnchorElement) link.href = one.href;
      link.textContent = one.title;
      item.append(link, ` ${one.kind} · ${one.body} · ${one.days}`);
      list.append(item);
    }
    at.append(list);
  }

  async function look(): Promise<void> {
    const query = new URLSearchParams({
      docket: form.dataset["docket"] ?? "",
      topic: field("topic"),
      institution: field("institution"),
      region: field("region"),
      since: field("since"),
      until: field("due"),
    }).toString();
    if (query === asked) return;
    asked = query;
    if (!(field("topic") || field("institution")) || !field("since") || !field("due")) {
      at.replaceChildren();
      return;
    }
    try {
      const answer = await fetch(`${form.dataset["overlap"]}?${query}`);
      if (!answer.ok) throw new Error(String(answer.status));
      const all = (await answer.json()) as Met[];
      if (query === asked) show(all);
    } catch {
      asked = "";
      at.textContent = words["script-unreachable"] ?? "";
    }
  }

  const soon = (): void => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void look(), patience);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  void look();
}

const form = document.querySelector<HTMLFormElement>("form[data-overlap]");
const at = form?.querySelector<HTMLElement>("[data-met]");
if (form && at) begin(form, at);

export {};
