/**
 * Runs the steps that the server made of a regular expression over a text, letter
 * by letter, at all places at once: never longer than letters times steps, which
 * the browser's own expressions don't promise. See internal/forms/pattern.go.
 */

export interface Pattern {
  start: number;
  steps: Step[];
}

export interface Step {
  do: string;
  out?: number;
  arg?: number;
  runes?: number[] | null;
}

/** Whether the whole of a text fits. */
export function match(p: Pattern, s: string): boolean {
  const letters = Array.from(s, (c) => c.codePointAt(0)!);
  let now = stand(p, [p.start], edge(letters, 0));
  letters.forEach((letter, i) => {
    const next: number[] = [];
    for (const at of now) {
      const step = p.steps[at]!;
      if (step.do === "r" && within(step.runes ?? [], letter)) next.push(step.out ?? 0);
    }
    now = stand(p, next, edge(letters, i + 1));
  });
  for (const at of now) if (p.steps[at]!.do === "m") return true;
  return false;
}

/** The steps at which the machine is when it comes to these, with all that follow without a letter. */
function stand(p: Pattern, todo: number[], at: number): Set<number> {
  const on = new Set<number>();
  for (let i = todo.pop(); i !== undefined; i = todo.pop()) {
    if (on.has(i)) continue;
    on.add(i);
    const { do: act, out = 0, arg = 0 } = p.steps[i]!;
    if (act === "a") todo.push(out, arg);
    else if (act === "n" || (act === "e" && (arg & ~at) === 0)) todo.push(out);
  }
  return on;
}

/** The edges before a letter: 1 a line begins, 2 one ends, 4 the text begins, 8 it ends. */
function edge(letters: number[], i: number): number {
  const begin = i === 0 ? 5 : letters[i - 1] === 10 ? 1 : 0;
  const end = i === letters.length ? 10 : letters[i] === 10 ? 2 : 0;
  return begin | end;
}

function within(pairs: number[], letter: number): boolean {
  for (let i = 0; i + 1 < pairs.length; i += 2) if (letter >= pairs[i]! && letter <= pairs[i + 1]!) return true;
  return false;
}
