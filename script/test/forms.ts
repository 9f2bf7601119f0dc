/** What the Go tests call of forms. */
import { evaluate, type Node } from "../forms/evaluate";
import { settle, valueOf, type Form } from "../forms/form";
import { parseDay, text, toText } from "../forms/value";

/** The surroundings of a case of internal/forms/testdata/expressions.json. */
interface Surroundings {
  answers: Record<string, [string, string]> | null;
  self: [string, string];
  columns: Record<string, string> | null;
  today: string;
}

/** What an expression's tree gives. */
export function expression(tree: Node, of: Surroundings): string {
  return toText(evaluate(tree, {
    answer: (name) => valueOf(...(of.answers?.[name] ?? (["text", ""] as [string, string]))),
    self: valueOf(...of.self),
    column: (name) => of.columns?.[name] ?? "",
    today: parseDay(of.today) ?? text(""),
  }));
}

/** What follows from answers to a form: those that are kept, and the names of those that something is wrong with. */
export function follow(form: Form, raw: Record<string, string>, today: string): { answers: Record<string, string>; wrong: string[] } {
  const out = settle(form, raw, today);
  const wrong = form.questions.map((q) => q.name).filter((name) => out.missing.has(name) || out.broken.has(name));
  return { answers: out.answers, wrong };
}
