/**
 * What the editor's keys and buttons do to a text of Markdown. Everything here is
 * arithmetic of a text and of what is selected in it: the page does the rest.
 */

/** A text replaces what stands from one place to another, and then something of it is selected. */
export interface Change {
  from: number;
  to: number;
  text: string;
  select: [number, number];
}

/** The words that a mark puts where nothing was selected. */
export interface Said {
  link: string;
  column: string;
}

/** Puts a mark around what is selected, or takes it away if it is there. */
export function around(text: string, from: number, to: number, mark: string): Change {
  const n = mark.length;
  const inside = text.slice(from, to);
  if (text.slice(from - n, from) === mark && text.slice(to, to + n) === mark && !twice(text, from - n, to + n, mark)) {
    return { from: from - n, to: to + n, text: inside, select: [from - n, to - n] };
  }
  // Spaces at the ends stay outside: Markdown takes "** so **" for letters.
  const lead = inside.length - inside.trimStart().length;
  const core = inside.trim();
  const tail = inside.length - lead - core.length;
  const put = inside.slice(0, lead) + mark + core + mark + inside.slice(inside.length - tail);
  return { from, to, text: put, select: [from + lead + n, from + lead + n + core.length] };
}

/** Whether a mark of one sign is half of one of two: the * of **. */
function twice(text: string, from: number, to: number, mark: string): boolean {
  return mark.length === 1 && (text[from - 1] === mark || text[to] === mark) && !(text[from - 2] === mark && text[from - 1] === mark);
}

/** Makes a link of what is selected, its address being what is selected next. */
export function link(text: string, from: number, to: number, said: Said): Change {
  const inside = text.slice(from, to);
  if (/^https?:\/\/\S+$/.test(inside)) {
    return { from, to, text: `[](${inside})`, select: [from + 1, from + 1] };
  }
  const at = from + inside.length + 3;
  return { from, to, text: `[${inside}](${said.link})`, select: [at, at + said.link.length] };
}

/** The whole lines that a selection touches. */
function lines(text: string, from: number, to: number): [number, number] {
  const begin = text.lastIndexOf("\n", from - 1) + 1;
  const end = text.indexOf("\n", to > from && text[to - 1] === "\n" ? to - 1 : to);
  return [begin, end < 0 ? text.length : end];
}

/** Begins each line with a mark, or takes it away where all have it. */
export function begin(text: string, from: number, to: number, mark: (n: number) => string, has: RegExp): Change {
  const [start, end] = lines(text, from, to);
  const all = text.slice(start, end).split("\n");
  const full = all.filter((l) => l.trim() !== "");
  const off = full.length > 0 && full.every((l) => has.test(l));
  let n = 0;
  const put = all.map((l) => (off ? l.replace(has, "") : l.trim() === "" && all.length > 1 ? l : mark(++n) + l.replace(has, ""))).join("\n");
  const at = start + put.length;
  return { from: start, to: end, text: put, select: from === to ? [at, at] : [start, at] };
}

/** Puts a paragraph of its own behind the line of the selection. */
export function paragraph(text: string, to: number, put: string): Change {
  const [, end] = lines(text, to, to);
  const before = text.slice(0, end);
  const gap = before.trim() === "" ? "" : before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const rest = text.slice(end);
  const after = rest.trim() === "" || rest.startsWith("\n\n") ? "" : "\n";
  const at = end + gap.length + put.length;
  return { from: end, to: end, text: gap + put + after, select: [at, at] };
}

/** A small table to be written over. */
export function table(said: Said): string {
  return `| ${said.column} 1 | ${said.column} 2 |\n| --- | --- |\n|  |  |`;
}

/** A picture of the library as a text has it. */
export function picture(id: string, alt: string): string {
  return `![${alt.replace(/\s+/g, " ").replace(/([\\[\]])/g, "\\$1")}](media:${id})`;
}

/** What a mark by its name does. */
export function mark(name: string, text: string, from: number, to: number, said: Said): Change | undefined {
  switch (name) {
    case "bold":
      return around(text, from, to, "**");
    case "italic":
      return around(text, from, to, "*");
    case "link":
      return link(text, from, to, said);
    case "heading":
      return begin(text, from, to, () => "## ", /^#{1,6} +/);
    case "list":
      return begin(text, from, to, () => "- ", /^[-*+] +/);
    case "numbers":
      return begin(text, from, to, (n) => `${n}. `, /^\d+[.)] +/);
    case "quote":
      return begin(text, from, to, () => "> ", /^> ?/);
    case "table":
      return paragraph(text, to, table(said));
  }
  return undefined;
}
