/**
 * Values of expressions and how they turn into one another: what
 * internal/forms/value.go does, to the same results (testdata/expressions.json).
 */

/** A day has the days since 1970 beside what was written. */
export type Value =
  | { kind: "text"; s: string }
  | { kind: "number"; n: number }
  | { kind: "truth"; b: boolean }
  | { kind: "day"; s: string; n: number };

export const text = (s: string): Value => ({ kind: "text", s });
export const number = (n: number): Value => ({ kind: "number", n });
export const truth = (b: boolean): Value => ({ kind: "truth", b });

/** Whether nothing was answered or found. */
export const empty = (v: Value): boolean => v.kind === "text" && v.s === "";

export function toTruth(v: Value): boolean {
  switch (v.kind) {
    case "text": return v.s !== "";
    case "truth": return v.b;
    case "number": return v.n !== 0 && !Number.isNaN(v.n);
    case "day": return true;
  }
}

export function toNumber(v: Value): number {
  switch (v.kind) {
    case "text": return parseNumber(v.s);
    case "truth": return v.b ? 1 : 0;
    default: return v.n;
  }
}

export function toText(v: Value): string {
  switch (v.kind) {
    case "truth": return String(v.b);
    case "number": return formatNumber(v.n);
    default: return v.s;
  }
}

/** The value as it is kept as an answer: what isn't a number is nothing. */
export const kept = (v: Value): string => (v.kind === "number" && !Number.isFinite(v.n) ? "" : toText(v));

/** Digits with at most one point and a minus before them, and white space around. */
export function parseNumber(s: string): number {
  return /^[ \t\r\n]*-?(\d+(\.\d*)?|\.\d+)[ \t\r\n]*$/.test(s) ? Number(s) : NaN;
}

/** A number without an exponent. */
export function formatNumber(n: number): string {
  if (n === 0) return "0";
  const s = String(n);
  const at = s.indexOf("e");
  if (at < 0) return s;
  const sign = s[0] === "-" ? "-" : "";
  const [whole = "", part = ""] = s.slice(sign.length, at).split(".");
  const point = whole.length + Number(s.slice(at + 1));
  const digits = whole + part;
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  return sign + digits.padEnd(point, "0"); // it ends before the point, or a browser wouldn't write an exponent
}

const perDay = 86_400_000;

/** A day that exists within 1900 to 2199, 2026-11-28, or one with a time, 2026-11-28T10:30. */
export function parseDay(s: string): Value | null {
  const at = s.indexOf("T");
  const date = at < 0 ? s : s.slice(0, at);
  const m = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  if (!m || Number(m[1]) < 1900 || Number(m[1]) > 2199) return null;
  const ms = Date.UTC(Number(m[1]), Number(m[2]) - 1, Number(m[3]));
  if (new Date(ms).toISOString().slice(0, 10) !== date) return null;
  const share = at < 0 ? 0 : parseClock(s.slice(at + 1));
  return share === null ? null : { kind: "day", s, n: ms / perDay + share };
}

/** 10:30 as a share of a day. */
export function parseClock(s: string): number | null {
  const m = /^(\d\d):(\d\d)$/.exec(s);
  if (!m || Number(m[1]) > 23 || Number(m[2]) > 59) return null;
  return (Number(m[1]) * 60 + Number(m[2])) / (24 * 60);
}

/** A value as a day: a text that is one, or a number of days since 1970. */
export function dayOf(v: Value): Value {
  if (v.kind === "day") return v;
  if (v.kind === "text") return parseDay(v.s) ?? text("");
  if (v.kind === "number" && Math.abs(Math.floor(v.n)) < 1e6) {
    const date = new Date(Math.floor(v.n) * perDay).toISOString();
    return (date.length === 24 ? parseDay(date.slice(0, 10)) : null) ?? text("");
  }
  return text("");
}
