/**
 * The script of forms of planned work: it says which works of other bodies the one
 * that is being written would meet, before it is saved. Saving looks again.
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
  const words = JSON.parse(at.dataset["words"] ?? "{}") as Record<string, string>;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let asked = "";

  const field = (name: string): string => (form.elements.namedItem(name) as HTMLInputElement | null)?.value || (at.dataset[name] ?? "");

  function institutions(): string[] {
    const several = [...form.querySelectorAll<HTMLInputElement>("[data-institution]")];
    return [field("institution"), ...several.map((i) => (i.value ? (i.dataset["institution"] ?? "") : ""))].filter((id) => id);
  }

  function show(all: Met[]): void {
    at.replaceChildren();
    const line = document.createElement("p");
    line.textContent = words[all.length ? "overlap.script-met" : "overlap.script-free"] ?? "";
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
    const about = institutions();
    const query = new URLSearchParams([
      ...["docket", "path", "topic", "region", "since"].map((name) => [name, field(name)]),
      ["until", field("until") || field("due")],
      ...about.map((id) => ["institution", id]),
    ]);
    if (query.toString() === asked) return;
    asked = query.toString();
    if (!(field("topic") || about.length) || !query.get("since") || !query.get("until")) {
      at.replaceChildren();
      return;
    }
    const mine = asked;
    try {
      const answer = await fetch(`${at.dataset["overlap"]}?${mine}`);
      if (!answer.ok) throw new Error(String(answer.status));
      const all = (await answer.json()) as Met[];
      if (mine === asked) show(all);
    } catch {
      asked = "";
      at.textContent = words["overlap.script-unreachable"] ?? "";
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

for (const at of document.querySelectorAll<HTMLElement>("[data-overlap]")) {
  const form = at.closest("form");
  if (form) begin(form, at);
}

export {};
