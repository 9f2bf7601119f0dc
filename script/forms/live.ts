/**
 * A form on a page (component c-checklist): shows what is relevant, counts what is
 * calculated, offers the choices that a filter lets through, and says what is wrong
 * when a field is left. What the server says in the end is what counts.
 */
import { settle, type Form, type Outcome, type Question } from "./form";
import { chosen } from "./evaluate";

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const two = (n: number): string => String(n).padStart(2, "0");

/** The day on this device. */
export function today(now = new Date()): string {
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** A form at work on a page. */
export class Live {
  private readonly form: Page;
  private readonly boxes = new Map<string, HTMLElement>();
  private outcome: Outcome | undefined;

  constructor(private readonly root: HTMLElement) {
    this.form = JSON.parse(root.dataset["checklist"] ?? "{}") as Page;
    for (const box of root.querySelectorAll<HTMLElement>("[data-ask]")) this.boxes.set(box.dataset["ask"]!, box);
    const asked = root.querySelector<HTMLInputElement>("input[name=answers-asked]");
    if (asked) asked.value = "*"; // each question is shown as soon as it is relevant
    root.addEventListener("input", () => this.settle());
    root.addEventListener("change", (e) => {
      this.settle();
      const name = (e.target as HTMLElement).closest<HTMLElement>("[data-ask]")?.dataset["ask"];
      if (name) this.say(name, false);
    });
    this.settle();
  }

  /** What stands in the form, by the name of the question. */
  answers(): Record<string, string> {
    const raw: Record<string, string> = {};
    for (const q of this.form.questions) raw[q.name] = q.fixed ?? this.written(q);
    return raw;
  }

  /** What follows from it; the answers are those that the server would keep. */
  result(): Outcome {
    return this.outcome ?? this.settle();
  }

  /** Shows everything that is wrong, and takes the reader to the first; true if nothing is. */
  check(): boolean {
    const wrong = this.form.questions.filter((q) => this.say(q.name, true));
    const first = wrong[0] && this.controls(wrong[0].name)[0];
    first?.focus();
    first?.scrollIntoView({ block: "center" });
    return wrong.length === 0;
  }

  private controls(name: string): Control[] {
    return [...(this.boxes.get(name)?.querySelectorAll<Control>("input, select, textarea") ?? [])].filter((c) => c.name === `answer-${name}`);
  }

  private written(q: Question): string {
    const values: string[] = [];
    for (const c of this.controls(q.name)) {
      const box = c instanceof HTMLInputElement && (c.type === "radio" || c.type === "checkbox");
      if ((!box || (c as HTMLInputElement).checked) && c.value.trim() !== "") values.push(c.value.trim());
    }
    const answer = values.join(" ");
    return ["integer", "decimal", "range"].includes(q.type) ? answer.replace(",", ".") : answer;
  }

  private settle(): Outcome {
    // A choice that is no longer offered is taken back, which may change what else is relevant.
    for (let turn = 0; ; turn++) {
      const out = settle(this.form, this.answers(), today());
      if (!this.offer(out) || turn === 9) {
        this.outcome = out;
        break;
      }
    }
    const out = this.outcome;
    this.form.questions.forEach((q, i) => {
      const box = this.boxes.get(q.name);
      if (!box) return;
      box.hidden = !out.relevant[i] || out.offered[q.name]?.size === 0; // where nothing is offered, nobody is asked
      const fixed = box.querySelector<HTMLElement>("[data-fixed]");
      if (fixed && q.calculation) fixed.textContent = out.answers[q.name] ?? "";
      this.tell(box, "[data-label]", q.label, out);
      this.tell(box, "[data-hint]", q.hint, out);
    });
    return out;
  }

  /** Shows the choices that are offered; whether one that was chosen isn't any more. */
  private offer(out: Outcome): boolean {
    let taken = false;
    for (const [name, names] of Object.entries(out.offered)) {
      for (const c of this.controls(name)) {
        if (c instanceof HTMLSelectElement) {
          for (const o of c.options) {
            if (o.value === "") continue;
            o.hidden = o.disabled = !names.has(o.value);
            if (o.hidden && o.selected) {
              c.value = "";
              taken = true;
            }
          }
        } else if (c instanceof HTMLInputElement) {
          const open = names.has(c.value);
          (c.closest("label") ?? c).hidden = !open;
          if (!open && c.checked) {
            c.checked = false;
            taken = true;
          }
        }
      }
    }
    return taken;
  }

  /** Puts answers into a text that names them. */
  private tell(box: HTMLElement, where: string, template: string | undefined, out: Outcome): void {
    const at = template ? box.querySelector<HTMLElement>(where) : null;
    if (!at || !template) return;
    const said = template.replace(/\$\{\s*([^{}\s]+)\s*\}/g, (whole, name: string) => {
      const of = this.form.questions.find((q) => q.name === name);
      if (!of) return whole;
      const labels = new Map((of.choices ?? []).map((c) => [c.name, c.label ?? c.name]));
      const answer = out.answers[name] ?? "";
      return labels.size ? chosen(answer).map((c) => labels.get(c) ?? c).join(", ") : answer;
    });
    if (at.textContent !== said) at.textContent = said;
  }

  /** Says beside a question what is wrong with it, missing answers only at the end; whether something is. */
  private say(name: string, end: boolean): boolean {
    const box = this.boxes.get(name);
    const q = this.form.questions.find((one) => one.name === name);
    const out = this.result();
    const controls = this.controls(name);
    if (!box || !q || controls.length === 0) return false;
    const missing = out.missing.has(name) && end;
    const wrong = missing || out.broken.has(name);
    const id = `answer-${name}-error`;
    box.querySelector(`[id="${id}"]`)?.remove();
    const frame = box.firstElementChild;
    frame?.classList.toggle("bad", wrong);
    for (const c of controls) this.mark(c, id, wrong);
    if (wrong) {
      const line = document.createElement("p");
      line.className = "error";
      line.id = id;
      line.setAttribute("role", "alert");
      line.textContent = (missing ? q.missing || this.root.dataset["missing"] : q.broken || this.root.dataset["broken"]) ?? "";
      const before = frame?.querySelector(".hint") ?? frame?.querySelector("label, legend");
      before?.after(line);
    }
    return wrong;
  }

  private mark(c: Control, id: string, wrong: boolean): void {
    const ids = (c.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one !== "" && one !== id);
    if (wrong) {
      ids.push(id);
      c.setAttribute("aria-invalid", "true");
    } else {
      c.removeAttribute("aria-invalid");
    }
    if (ids.length) c.setAttribute("aria-describedby", ids.join(" "));
    else c.removeAttribute("aria-describedby");
  }
}

/** What a page knows of a question beside what follows from answers. */
interface Page extends Form {
  questions: Shown[];
}

interface Shown extends Question {
  fixed?: string;
  label?: string;
  hint?: string;
  missing?: string;
  broken?: string;
  choices?: { name: string; label?: string; columns?: Record<string, string> }[];
}

/** Brings all forms of a page to life, and keeps one from being sent while something is wrong with it. */
export function begin(): void {
  for (const root of document.querySelectorAll<HTMLElement>("[data-checklist]")) {
    const live = new Live(root);
    root.closest("form")?.addEventListener("submit", (e) => {
      const by = (e as SubmitEvent).submitter;
      if (!(by instanceof HTMLButtonElement && by.formNoValidate) && !live.check()) e.preventDefault();
    });
  }
}
