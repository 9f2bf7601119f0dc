/** Opens the letters of a matter in the places that the page has for them. */
import { openLetter } from "./seal";
import type { Letter } from "./letter";
import { wordsOf } from "./page";

/** What a page can show of a file without leaving it: never a document. */
const shown = /^image\/(jpeg|png|gif|webp)$/;

/** Opens every closed letter below a place; get brings its sealed bytes. */
export async function openLetters(place: ParentNode, identity: string, get: (n: string) => Promise<Uint8Array>): Promise<void> {
  for (const article of place.querySelectorAll<HTMLElement>("[data-letter]")) {
    const said = article.querySelector<HTMLElement>(".said");
    if (!said) continue;
    try {
      const letter = await openLetter(identity, await get(article.dataset["letter"]!));
      said.textContent = letter.text;
      said.lang = letter.lang;
      said.classList.remove("soft");
      said.after(...files(letter));
      article.removeAttribute("data-letter");
    } catch {
      said.textContent = wordsOf(article)("script-unreadable");
    }
  }
}

/** The files of a letter as a list of downloads. */
function files(letter: Letter): HTMLElement[] {
  if (letter.files.length === 0) return [];
  const list = document.createElement("ul");
  list.className = "files";
  for (const f of letter.files) {
    const item = document.createElement("li");
    const type = shown.test(f.type) ? f.type : "application/octet-stream";
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([f.content as BlobPart], { type }));
    link.download = f.name;
    link.textContent = f.name;
    item.append(link);
    if (type === f.type) {
      const picture = document.createElement("img");
      picture.src = link.href;
      picture.alt = ""; // its name stands beside it
      item.append(picture);
    }
    list.append(item);
  }
  return [list];
}

/** Sealed bytes over HTTP. */
export async function sealedBytes(address: string, init?: RequestInit): Promise<Uint8Array> {
  const answer = await fetch(address, init);
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}
