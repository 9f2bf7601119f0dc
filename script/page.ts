/**
 * What the scripts of all pages do alike: say the page's words, show how far a
 * work has come and what went wrong, collect what a form says, and send it.
 *
 * Words come from the page (data-words), so that a script knows no language.
 */
import { base64 } from "@scure/base";
import { sha256 } from "@noble/hashes/sha2.js";
import { base64urlnopad } from "@scure/base";
import { hex } from "./bytes";
import { Fault } from "./fault";
import { bucket, lengthOf, maxContent, maxFiles, maxText, type LetterFile } from "./letter";
import { strip } from "./picture";
import { solve } from "./puzzle";
import { pieceSize, upload } from "./upload";

/** Where a word of a fault is said by another word of the page. */
const said: Record<string, string> = {
  unlisted: "script-key-unlisted",
  revoked: "script-key-revoked",
  stale: "script-key-stale",
  tampered: "script-key-tampered",
  unreachable: "script-unreachable",
  "upload-unreachable": "script-unreachable",
  "upload-refused": "script-refused",
  "picture-unreadable": "script-picture",
  "picture-too-large": "script-picture-large",
  "phrase-unknown-word": "script-phrase-word",
  "phrase-length": "script-phrase-length",
  "phrase-empty": "script-phrase-length",
  "text-too-long": "script-text-long",
  "files-too-many": "script-files-many",
  "files-too-large": "script-files-large",
  "cannot-open": "script-unreadable",
};

/** The words that the page gave to an element or to one it stands in. */
export function wordsOf(element: Element): (key: string) => string {
  const holder = element.closest<HTMLElement>("[data-words]");
  const words = JSON.parse(holder?.dataset["words"] ?? "{}") as Record<string, string>;
  return (key) => words[key] ?? key;
}

/** A form at work: its status line, its bar, its alert. */
export class Work {
  private readonly word: (key: string) => string;

  constructor(readonly form: HTMLElement) {
    this.word = wordsOf(form);
  }

  private part<T extends HTMLElement>(name: string): T | null {
    return this.form.querySelector<T>(`[data-${name}]`);
  }

  /** Says a word of the page where screen readers hear it; none clears it. */
  say(key?: string): void {
    const line = this.part("status");
    if (line) line.textContent = key ? this.word(key) : "";
  }

  /** Shows how much of a whole is sent; nothing hides the bar. */
  progress(done?: number, whole = 1): void {
    const bar = this.part<HTMLProgressElement>("progress");
    if (!bar) return;
    bar.hidden = done === undefined;
    if (done === undefined) return;
    bar.max = whole;
    bar.value = done;
  }

  /** Shows what went wrong in a sentence, or clears it. */
  alert(text: string): void {
    const place = this.part("alert");
    if (!place) return;
    place.replaceChildren();
    if (text === "") return;
    const box = document.createElement("div");
    box.className = "alert error";
    const p = document.createElement("p");
    p.textContent = text;
    box.append(p);
    place.append(box);
  }

  /** Runs a work with the form's buttons off, and shows what goes wrong in it. */
  async run(work: () => Promise<void>): Promise<void> {
    const buttons = [...this.form.querySelectorAll<HTMLButtonElement>("button")].filter((b) => !b.disabled);
    for (const b of buttons) b.disabled = true;
    this.form.setAttribute("aria-busy", "true");
    this.alert("");
    try {
      await work();
    } catch (err) {
      this.alert(this.sentence(err));
    } finally {
      this.say();
      this.progress();
      this.form.removeAttribute("aria-busy");
      for (const b of buttons) b.disabled = false;
    }
  }

  private sentence(err: unknown): string {
    if (err instanceof Refused) return err.message;
    if (err instanceof Fault) return this.word(said[err.word] ?? err.word);
    return this.word("script-failed");
  }
}

/** The server refused, with a sentence in the reader's language and a status. */
export class Refused extends Error {
  constructor(
    sentence: string,
    readonly status: number,
  ) {
    super(sentence);
  }
}

/** What an answer that says no says. */
export async function refusedBy(answer: Response): Promise<Refused> {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return new Refused(refusal(page), answer.status);
}

/** What a control of a form says, without spaces at its ends. */
export function valueOf(form: HTMLFormElement, name: string): string {
  const control = form.elements.namedItem(name);
  if (control instanceof RadioNodeList) return control.value;
  return control && "value" in control ? String(control.value).trim() : "";
}

/** The files of a form, their pictures without hidden data; throws Faults. */
export async function filesOf(form: HTMLFormElement): Promise<LetterFile[]> {
  const input = form.elements.namedItem("files");
  const chosen = input instanceof HTMLInputElement ? [...(input.files ?? [])] : [];
  if (chosen.length > maxFiles) throw new Fault("files-too-many");
  if (chosen.reduce((sum, f) => sum + f.size, 0) > maxContent) throw new Fault("files-too-large");
  const files: LetterFile[] = [];
  for (const f of chosen) {
    files.push(await strip({ name: f.name, type: f.type, content: new Uint8Array(await f.arrayBuffer()) }));
  }
  if (files.reduce((sum, f) => sum + f.content.length, 0) > maxContent) throw new Fault("files-too-large");
  return files;
}

/** The text of a form; throws a Fault if it is too long. */
export function textOf(form: HTMLFormElement, name = "text"): string {
  const text = valueOf(form, name).replace(/\r\n?/g, "\n");
  if (lengthOf(text) > maxText) throw new Fault("text-too-long");
  return text;
}

/** A sealed letter is sent whole up to this length, and in pieces above it. */
const whole = bucket(200_000) + 4096;

/** Puts a sealed letter into a form, or uploads it and puts the upload there. */
export async function addLetter(to: FormData, sealed: Uint8Array, work: Work, begun: { id?: string }): Promise<void> {
  if (sealed.length <= Math.min(whole, pieceSize)) {
    to.set("letter", new Blob([sealed as BlobPart], { type: "application/octet-stream" }), "letter.age");
    return;
  }
  work.progress(0, sealed.length);
  const options = {
    onStart: (id: string) => void (begun.id = id),
    onProgress: (sent: number, total: number) => work.progress(sent, total),
    ...(begun.id === undefined ? {} : { id: begun.id }),
  };
  to.set("upload", await upload(new Blob([sealed as BlobPart]), options));
}

/** What the server asks of who sends while many do. */
export interface Puzzle {
  seed: string;
  bits: number;
}

/** How often a sender takes their place in a long queue again. */
const places = 30;

/**
 * Sends a form and returns the page that answers. While the server is busy it does
 * the work that is asked and tries again; a page that says no is a Refused.
 */
export async function send(address: string, body: FormData | URLSearchParams, work?: Work, ask?: () => Promise<Puzzle>): Promise<Document> {
  let proof = "";
  for (let n = 0; ; n++) {
    let answer: Response;
    try {
      answer = await fetch(address, { method: "POST", body, headers: proof ? { "Adal-Proof": proof } : {} });
    } catch (cause) {
      throw new Fault("unreachable", [], { cause });
    }
    if (answer.status === 503 && ask && n < places) {
      work?.say("script-waiting");
      proof = await prove(await ask(), body as FormData);
      continue;
    }
    if (answer.redirected && answer.ok) {
      location.assign(answer.url);
      return new Promise(() => undefined); // the page is left
    }
    if (!answer.ok) throw await refusedBy(answer);
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  }
}

/** The sentence of a page that says no. */
function refusal(page: Document): string {
  const said = page.querySelector("[role=alert] p, .alert.error p, .errors a, .field .error span");
  return said?.textContent?.trim() || page.querySelector("h1")?.textContent?.trim() || "";
}

/** The work of a puzzle for what is sent, as a header says it. */
async function prove(puzzle: Puzzle, body: FormData): Promise<string> {
  if (puzzle.bits === 0) return "";
  const sealed = body.get("letter");
  const content = sealed instanceof Blob ? new Uint8Array(await sealed.arrayBuffer()) : new TextEncoder().encode(String(body.get("upload")));
  const nonce = await solve(base64urlnopad.decode(puzzle.seed), sha256(content), puzzle.bits);
  return puzzle.seed + "." + nonce.toString(16).padStart(16, "0");
}

/** Shows a page's main part in the place of this one's, and reads out its title. */
export function show(page: Document): void {
  const main = document.getElementById("main");
  const next = page.getElementById("main");
  if (!main || !next) throw new Error("the page has no main part");
  main.replaceWith(document.adoptNode(next));
  document.title = page.title;
  window.scrollTo(0, 0);
  const title = next.querySelector<HTMLElement>("h1");
  title?.setAttribute("tabindex", "-1");
  title?.focus();
}

/** Bytes from base64, as the page carries them. */
export function fromBase64(text: string): Uint8Array {
  return base64.decode(text);
}

/** Bytes to base64, as forms carry them. */
export function toBase64(bytes: Uint8Array): string {
  return base64.encode(bytes);
}

/** A name for the content of a form, to tell whether it changed. */
export function nameOf(...parts: string[]): string {
  return hex(sha256(new TextEncoder().encode(parts.join("\u0000"))));
}
