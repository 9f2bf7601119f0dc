/** The list of what is on the phone: not sent, being sent, sent. */
import type { Draft } from "./record";

/** What a person may do with a draft of the list. */
export interface Doings {
  open: (d: Draft) => void;
  remove: (d: Draft) => void;
  again: (d: Draft) => void;
}

type Say = (key: string) => string;

/** Fills a place of the page with the list. Everything is set as text: a draft is as hostile as its writer. */
export function show(place: HTMLElement, drafts: readonly Draft[], photos: Map<string, number>, shares: Map<string, number>, say: Say, doings: Doings): void {
  const focus = (document.activeElement as HTMLElement | null)?.id;
  const parts: [string, Draft[]][] = [
    ["script-here", drafts.filter((d) => d.state === "draft" || d.state === "refused")],
    ["script-sending", drafts.filter((d) => d.state === "ready")],
    ["script-sent", drafts.filter((d) => d.state === "sent")],
  ];
  place.replaceChildren(
    ...parts.flatMap(([title, all]) => {
      const heading = element("h3", `${say(title)} (${all.length})`);
      if (all.length === 0) return [heading];
      const list = element("ul");
      list.className = "drafts";
      list.dataset["part"] = title;
      list.append(...all.map((d) => line(d, photos.get(d.key) ?? 0, shares.get(d.key), say, doings)));
      return [heading, list];
    }),
  );
  if (focus) document.getElementById(focus)?.focus();
}

function line(d: Draft, photos: number, share: number | undefined, say: Say, doings: Doings): HTMLElement {
  const item = element("li");
  item.dataset["draft"] = d.key;
  const words = element("span");
  words.append(element("b", d.title || say("script-untitled")), ` · ${d.name}`);
  const facts = [new Date(d.changed).toLocaleString(document.documentElement.lang), stateOf(d, share, say)];
  if (photos > 0) facts.push(say("script-photos").replace("{n}", String(photos)));
  if (d.state === "sent") facts.push(say("script-opened").replace("{n}", String(d.opened)));
  words.append(element("br"), element("small", facts.filter((s) => s !== "").join(" · ")));
  item.append(words);
  if (d.state === "refused") {
    const why = element("p", d.said || say("script-refused"));
    why.className = "error";
    item.append(why);
  }
  if (share !== undefined) {
    const bar = element("progress") as HTMLProgressElement;
    bar.value = share;
    bar.setAttribute("aria-label", d.title || say("script-untitled"));
    item.append(bar);
  }
  const buttons = element("span");
  buttons.className = "row";
  const name = d.title || say("script-untitled");
  if (d.state === "draft" || d.state === "refused") buttons.append(button(`open-${d.key}`, say("script-open"), name, () => doings.open(d)));
  if (d.state === "refused") buttons.append(button(`again-${d.key}`, say("script-again"), name, () => doings.again(d)));
  if (share === undefined) buttons.append(button(`delete-${d.key}`, say("script-delete"), name, () => doings.remove(d)));
  item.append(buttons);
  return item;
}

function stateOf(d: Draft, share: number | undefined, say: Say): string {
  if (d.state === "draft") return say("script-writing");
  if (d.state === "ready") return say(share === undefined ? "script-waiting" : "script-sending");
  return "";
}

function element(tag: string, text = ""): HTMLElement {
  const e = document.createElement(tag);
  if (text) e.textContent = text;
  return e;
}

function button(id: string, label: string, of: string, act: () => void): HTMLButtonElement {
  const b = element("button", label) as HTMLButtonElement;
  b.type = "button";
  b.id = id;
  b.className = "button plain";
  b.setAttribute("aria-label", `${label}: ${of}`);
  b.addEventListener("click", act);
  return b;
}
