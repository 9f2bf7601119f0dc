/**
 * A form in the browser: what is relevant, what is calculated, which choices are
 * offered and what is wrong, as the server will judge it when it comes there. It
 * knows no page: answers go in, and what follows from them comes out.
 */
import { chosen, evaluate, type Env, type Node } from "./evaluate";
import { kept, number, parseClock, parseDay, parseNumber, text, toTruth, type Value } from "./value";

/** A question as the server describes it to the page, in the reader's language. */
export interface Question {
  name: string;
  type: string;
  group: number; // the one around it by its place, -1 for none
  required?: Node;
  relevant?: Node;
  constraint?: Node;
  calculation?: Node;
  filter?: Node;
  choices?: Choice[];
}

export interface Choice {
  name: string;
  columns?: Record<string, string>;
}

/** A form as the server describes it; order is that in which questions are settled. */
export interface Form {
  questions: Question[];
  order: number[];
}

/** What follows from answers. */
export interface Outcome {
  relevant: boolean[];
  answers: Record<string, string>; // of what is relevant, with what was calculated
  offered: Record<string, Set<string>>; // of questions with a filter
  missing: Set<string>; // that have to be answered
  broken: Set<string>; // whose constraint isn't kept
}

/** An answer to a question of a type as a value. */
export function valueOf(type: string, answer: string): Value {
  if (answer === "") return text("");
  switch (type) {
    case "integer": case "decimal": case "range": return number(parseNumber(answer));
    case "date": case "dateTime": return parseDay(answer) ?? text(answer);
    case "time": {
      const share = parseClock(answer);
      return share === null ? text(answer) : { kind: "day", s: answer, n: share };
    }
  }
  return text(answer);
}

const made = new Set(["calculate", "hidden"]);
const silent = new Set(["note", "begin group", "end group"]);

/** Settles a form with what stands in it on a day. */
export function settle(form: Form, raw: Record<string, string>, today: string): Outcome {
  const out: Outcome = { relevant: [], answers: {}, offered: {}, missing: new Set(), broken: new Set() };
  const types = new Map(form.questions.map((q) => [q.name, q.type]));
  const env = (self: Value): Env => ({
    self,
    today: parseDay(today) ?? text(""),
    answer: (name) => valueOf(types.get(name) ?? "text", out.answers[name] ?? ""),
  });
  for (const i of form.order) {
    const q = form.questions[i]!;
    out.relevant[i] = (q.group < 0 || out.relevant[q.group]!) && (!q.relevant || toTruth(evaluate(q.relevant, env(text("")))));
    if (!out.relevant[i] || silent.has(q.type)) continue;
    const answer = q.calculation ? kept(evaluate(q.calculation, env(text("")))) : (raw[q.name] ?? "");
    if (answer !== "") out.answers[q.name] = answer;
  }
  form.questions.forEach((q, i) => {
    if (out.relevant[i] && !silent.has(q.type)) judge(q, out, env);
  });
  return out;
}

function judge(q: Question, out: Outcome, env: (self: Value) => Env): void {
  const answer = out.answers[q.name] ?? "";
  if (q.filter) {
    const filter = q.filter;
    const open = (q.choices ?? []).filter((c) =>
      toTruth(evaluate(filter, { ...env(text("")), column: (name) => (name === "name" ? c.name : (c.columns?.[name] ?? "")) })));
    const names = new Set(open.map((c) => c.name));
    out.offered[q.name] = names;
    if (chosen(answer).some((name) => !names.has(name))) out.broken.add(q.name);
  }
  if (answer === "") {
    if (q.required && out.offered[q.name]?.size !== 0 && !made.has(q.type) && toTruth(evaluate(q.required, env(text(""))))) out.missing.add(q.name);
  } else if (q.constraint && !toTruth(evaluate(q.constraint, env(valueOf(q.type, answer))))) {
    out.broken.add(q.name);
  }
}
