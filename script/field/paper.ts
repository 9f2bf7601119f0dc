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

/** The names of the fields that are places, two by two: that of the observation and of the questions. */
export function placesOf(form: HTMLFormElement): [string, string][] {
  const asked = (JSON.parse(form.querySelector<HTMLElement>("[data-checklist]")?.dataset["checklist"] ?? "{}") as { questions?: { name: string; type: string }[] }).questions ?? [];
  return [["lat", "lon"], ...asked.filter((q) => q.type === "geopoint").map((q): [string, string] => [`answer-${q.name}`, `answer-${q.name}`])];
}

/** Moves the places among fields to the middle of theirs: nothing finer is kept or sent. */
export function coarsen(fields: Record<string, string[]>, places: readonly [string, string][], grain: number): Record<string, string[]> {
  if (!(grain > 0)) return fields;
  for (const [lat, lon] of places) {
    const n = lat === lon ? 1 : 0; // a question has both numbers under its name
    const moved = coarseText(fields[lat]?.[0] ?? "", fields[lon]?.[n] ?? "", grain);
    if (moved) [fields[lat]![0], fields[lon]![n]] = moved;
  }
  return fields;
}
