/**
 * A letter is what is said at once in a matter. It is packed as a tar archive that
 * plain tar reads (letter.json, letter.txt, then the files), and padded so that
 * the length tells little. internal/seal/pack.go gives the same bytes for the same
 * letter; both read nothing else.
 */
import { concat, fromUtf8, same, utf8, type Bytes } from "./bytes";
import { Fault } from "./fault";
import { cleanName, cleanType, extension } from "./names";
import type { Lang } from "./words";

/** What a letter does in the conversation of a matter. */
export type Kind = "report" | "question" | "answer" | "message";

/** A file that goes with a letter. The name is to be shown, never to be a path. */
export interface LetterFile {
  name: string;
  type: string;
  content: Uint8Array;
}

/** A letter; the text is plain and its lines end in \n. */
export interface Letter {
  lang: Lang;
  kind: Kind;
  text: string;
  files: LetterFile[];
}

/** Longest text, in characters (code points). */
export const maxText = 50_000;
/** Largest number of files. */
export const maxFiles = 20;
/** Largest sum of the sizes of the files, in bytes. */
export const maxContent = 50 * 1000 * 1000;
/** Largest result of pack, in bytes. */
export const maxPacked = 48 * 1024 * 1024;

const block = 512;
const kinds: readonly string[] = ["report", "question", "answer", "message"];
const langs: readonly string[] = ["kk", "ru", "en"];

interface Listed {
  path: string;
  name: string;
  type: string;
  size: number;
}

/** The length that n bytes are padded to: 16, 64, 256 KiB, 1, 4, 16 MiB, then multiples of 16 MiB. */
export function bucket(n: number): number {
  const largest = 16 * 1024 * 1024;
  for (let size = 16 * 1024; size <= largest; size *= 4) if (n <= size) return size;
  return Math.ceil(n / largest) * largest;
}

/** Number of characters as the limit counts them. */
export function lengthOf(text: string): number {
  let n = 0;
  for (const _ of text) n++;
  return n;
}

/**
 * Packs a letter, cleaning names and types. Throws a Fault: "text-too-long",
 * "files-too-many", "files-too-large".
 */
export function pack(letter: Letter): Bytes {
  const plain: Letter = { ...letter, text: plainLines(letter.text) };
  check(plain);
  const listed = list(plain.files);
  const parts = [
    ...entry("letter.json", utf8(describe(plain, listed))),
    ...entry("letter.txt", utf8(plain.text)),
    ...plain.files.flatMap((file, i) => entry(listed[i]!.path, file.content)),
  ];
  const length = parts.reduce((n, part) => n + part.length, 0);
  return concat(...parts, new Uint8Array(bucket(length + 2 * block) - length));
}

/** Reads what pack wrote, byte for byte; throws Fault "letter-malformed" on anything else. */
export function unpack(packed: Uint8Array): Letter {
  try {
    return read(packed);
  } catch (cause) {
    throw new Fault("letter-malformed", [], { cause });
  }
}

function plainLines(text: string): string {
  // A lone half of a surrogate pair is no character; UTF-8 has no place for it.
  return text.replace(/\r\n?/g, "\n").replace(/\p{Surrogate}/gu, "\uFFFD");
}

function check(letter: Letter): void {
  const length = lengthOf(letter.text);
  if (length > maxText) throw new Fault("text-too-long", [maxText, length]);
  if (letter.files.length > maxFiles) throw new Fault("files-too-many", [maxFiles, letter.files.length]);
  const sum = letter.files.reduce((n, file) => n + file.content.length, 0);
  if (sum > maxContent) throw new Fault("files-too-large", [maxContent / 1_000_000]);
  if (!kinds.includes(letter.kind) || !langs.includes(letter.lang)) throw new Error("no such kind or language");
}

function list(files: readonly LetterFile[]): Listed[] {
  return files.map((file, i) => {
    const name = cleanName(file.name);
    return { path: `${i + 1}.${extension(name)}`, name, type: cleanType(file.type), size: file.content.length };
  });
}

/** letter.json in its one form; the order of the fields is part of it. */
function describe(letter: Letter, files: Listed[]): string {
  return JSON.stringify({ v: 1, lang: letter.lang, kind: letter.kind, files });
}

/** A file in the archive: header, content, zeros up to the block. */
function entry(path: string, content: Uint8Array): Uint8Array[] {
  return [header(path, content.length), content, new Uint8Array(filling(content.length))];
}

function filling(size: number): number {
  return (block - (size % block)) % block;
}

/** A ustar header (POSIX.1-1988) that names no owner and no time. */
function header(path: string, size: number): Uint8Array {
  const out = new Uint8Array(block);
  const put = (at: number, text: string) => out.set(utf8(text), at);
  put(0, path);
  put(100, "0000644\0");
  put(108, "0000000\0");
  put(116, "0000000\0");
  put(124, size.toString(8).padStart(11, "0") + "\0");
  put(136, "00000000000\0");
  put(148, "        ");
  put(156, "0");
  put(257, "ustar\x0000");
  put(329, "0000000\0");
  put(337, "0000000\0");
  const sum = out.reduce((n, byte) => n + byte, 0);
  put(148, sum.toString(8).padStart(6, "0") + "\0 ");
  return out;
}

function read(packed: Uint8Array): Letter {
  if (packed.length > maxPacked) throw new Error("longer than a letter can be");
  let at = 0;
  const next = (path: string): Uint8Array => {
    if (packed.length - at < block) throw new Error(`the archive ends before ${path}`);
    const digits = String.fromCharCode(...packed.subarray(at + 124, at + 135));
    const size = /^[0-7]{11}$/.test(digits) ? parseInt(digits, 8) : Infinity;
    const end = at + block + size;
    if (end + filling(size) > packed.length) throw new Error(`${path} ends after the archive`);
    if (!same(header(path, size), packed.subarray(at, at + block))) throw new Error(`the header of ${path} is not ours`);
    const content = packed.subarray(at + block, end);
    at = end + filling(size);
    zeros(packed.subarray(end, at));
    return content;
  };
  const json = fromUtf8(next("letter.json"));
  const text = fromUtf8(next("letter.txt"));
  const said = JSON.parse(json) as { lang: Lang; kind: Kind; files: Listed[] };
  if (!Array.isArray(said.files) || said.files.length > maxFiles) throw new Error("too many files");
  const files = said.files.map((f, i): LetterFile => {
    const path = `${i + 1}.${extension(String(f.name))}`;
    return { name: String(f.name), type: String(f.type), content: next(path) };
  });
  zeros(packed.subarray(at));
  if (packed.length !== bucket(at + 2 * block)) throw new Error("the padding is not right");
  const letter: Letter = { lang: said.lang, kind: said.kind, text, files };
  check(letter);
  if (text.includes("\r") || describe(letter, list(files)) !== json) throw new Error("letter.json describes another letter");
  return letter;
}

function zeros(bytes: Uint8Array): void {
  if (bytes.some((byte) => byte !== 0)) throw new Error("padding that is not zero");
}
