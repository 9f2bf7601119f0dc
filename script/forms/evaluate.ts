/**
 * Evaluates the syntax trees that the server made of a form's expressions: what
 * internal/forms/eval.go does. There is no parser here.
 */
import { match, type Pattern } from "./match";
import { dayOf, empty, number, text, toNumber, toText, toTruth, truth, type Value } from "./value";

export interface Node {
  op: string;
  text?: string;
  number?: number;
  args?: Node[];
  pattern?: Pattern;
}

/** What an expression may ask for. */
export interface Env {
  answer: (name: string) => Value;
  self: Value;
  column?: (name: string) => string;
  today: Value;
}

export function evaluate(n: Node, e: Env): Value {
  const arg = (i: number): Value => evaluate(n.args![i]!, e);
  switch (n.op) {
    case "text": return text(n.text ?? "");
    case "number": return number(n.number ?? 0);
    case "answer": return e.answer(n.text!);
    case "this": return e.self;
    case "column": return text(e.column?.(n.text!) ?? "");
    case "or": return truth(toTruth(arg(0)) || toTruth(arg(1)));
    case "and": return truth(toTruth(arg(0)) && toTruth(arg(1)));
    case "neg": return number(-toNumber(arg(0)));
    case "call": return call(n, e);
  }
  const a = arg(0);
  const b = arg(1);
  switch (n.op) {
    case "=": return truth(equal(a, b));
    case "!=": return truth(!equal(a, b));
    case "<": case "<=": case ">": case ">=": return truth(ordered(n.op, a, b));
  }
  const x = toNumber(a);
  const y = toNumber(b);
  switch (n.op) {
    case "+": return number(x + y);
    case "-": return number(x - y);
    case "*": return number(x * y);
    case "div": return number(x / y);
    default: return number(x % y);
  }
}

function equal(a: Value, b: Value): boolean {
  if (a.kind === "truth" || b.kind === "truth") return toTruth(a) === toTruth(b);
  if (a.kind === "number" || b.kind === "number" || (a.kind === "day" && b.kind === "day")) return toNumber(a) === toNumber(b);
  if (a.kind === "text" && b.kind === "text") return a.s === b.s;
  const [x, y] = [dayOf(a), dayOf(b)];
  return x.kind === "day" && y.kind === "day" && x.n === y.n;
}

function ordered(op: string, a: Value, b: Value): boolean {
  const x = toNumber(b.kind === "day" && a.kind === "text" ? dayOf(a) : a);
  const y = toNumber(a.kind === "day" && b.kind === "text" ? dayOf(b) : b);
  switch (op) {
    case "<": return x < y;
    case "<=": return x <= y;
    case ">": return x > y;
    default: return x >= y;
  }
}

/** The names in an answer to a question of several choices. */
export const chosen = (s: string): string[] => s.split(/[ \t\r\n]+/).filter((name) => name !== "");

function call(n: Node, e: Env): Value {
  const args = n.args ?? [];
  const at = (i: number): Value => evaluate(args[i]!, e);
  switch (n.text) {
    case "if": return toTruth(at(0)) ? at(1) : at(2);
    case "coalesce": {
      const first = at(0);
      return empty(first) ? at(1) : first;
    }
    case "today": return e.today;
    case "true": case "false": return truth(n.text === "true");
    case "boolean": return truth(toTruth(at(0)));
    case "not": return truth(!toTruth(at(0)));
    case "selected": return truth(chosen(toText(at(0))).includes(toText(at(1))));
    case "regex": return truth(match(n.pattern!, toText(at(0))));
    case "contains": return truth(toText(at(0)).includes(toText(at(1))));
    case "starts-with": return truth(toText(at(0)).startsWith(toText(at(1))));
    case "date": return dayOf(at(0));
    case "string": return text(toText(at(0)));
    case "concat": return text(args.map((_, i) => toText(at(i))).join(""));
    case "count-selected": return number(chosen(toText(at(0))).length);
    case "string-length": return number([...toText(at(0))].length);
    case "int": return number(Math.trunc(toNumber(at(0))));
    case "round": return number(Math.floor(toNumber(at(0)) + 0.5));
    case "min": return number(Math.min(...args.map((_, i) => toNumber(at(i)))));
    case "max": return number(Math.max(...args.map((_, i) => toNumber(at(i)))));
    default: return number(toNumber(at(0)));
  }
}
