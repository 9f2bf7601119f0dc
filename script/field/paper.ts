/** The form on the page and the draft in the browser, one made of the other. */
import { today } from "../forms/live";
import { coarseText } from "./coarse";

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** What a form keeps for itself: who writes, under which key, and files, which are kept as photos. */
const own = new Set(["key", "seat", "checklist", "answers-asked", "shown", "parcel"]);

/** The controls of a form that say something. */
function controls(form: HTMLFormElement): Control[] {
  return ([...form.elements] as Control[]).filter((c) => c.name && !own.has(c.name) && c.type !== "file" && c.type !== "submit" && !("photo" in c.dataset));
}

const box = (c: Control): c is HTMLInputElement => c instanceof HTMLInputElement && (c.type === "radio" || c.type === "checkbox");

/** What stands in a form, by the names of its controls. */
export function fieldsOf(form: HTMLFormElement): Record<string, string[]> {
  const all: Record<string, string[]> = {};
  for (const c of controls(form)) {
    const values = (all[c.name] ??= []);
    if (!box(c)) values.push(c.value);
    else if (c.checked) values.push(c.value);
  }
  return all;
}

/** Puts a draft's fields into a form, by name: what the form doesn't have any more is left out. */
export function fill(form: HTMLFormElement, fields: Record<string, string[]>): void {
  const next = new Map<string, number>();
  for (const c of controls(form)) {
    const values = fields[c.name] ?? [];
    if (box(c)) {
      c.checked = values.includes(c.value);
      continue;
    }
    const n = next.get(c.name) ?? 0;
    next.set(c.name, n + 1);
    c.value = values[n] ?? "";
  }
}

/** Empties a form for the next observation, which is seen now. */
export function empty(form: HTMLFormElement): void {
  fill(form, {});
  const seen = form.elements.namedItem("seen");
  if (seen instanceof HTMLInputElement) seen.value = localTime(Date.now());
}

/** A moment as a field of the page has it, where the phone is. */
export function localTime(ms: number): string {
  const d = new Date(ms);
  return `${today(d)}T${String(d.getHours()).padStart(2, "0")}:${String(d.getMinutes()).padStart(2, "0")}`;
}

/** Moves the places of a form to the middle of their fields as soon as they are written: nothing finer is kept. */
export function coarsen(form: HTMLFormElement, grain: number): void {
  const pairs: HTMLInputElement[][] = [["lat", "lon"].map((n) => form.elements.namedItem(n) as HTMLInputElement)];
  for (const q of (JSON.parse(form.querySelector<HTMLElement>("[data-checklist]")?.dataset["checklist"] ?? "{}") as { questions?: { name: string; type: string }[] }).questions ?? []) {
    if (q.type === "geopoint") pairs.push([...form.querySelectorAll<HTMLInputElement>("input")].filter((c) => c.name === `answer-${q.name}`));
  }
  for (const [lat, lon] of pairs) {
    if (!lat || !lon || !(grain > 0)) continue;
    const moved = coarseText(lat.value, lon.value, grain);
    if (moved) [lat.value, lon.value] = moved;
  }
}
