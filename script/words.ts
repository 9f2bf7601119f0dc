/**
 * The word lists of access phrases, 1024 words for each language, the same files
 * as the Go side embeds.
 */
import en from "../internal/seal/words/en.txt";
import kk from "../internal/seal/words/kk.txt";
import ru from "../internal/seal/words/ru.txt";

/** The languages of the site. */
export type Lang = "kk" | "ru" | "en";

/** Length of each list: a word is worth exactly ten bits. */
export const wordCount = 1024;

const split = (text: string): readonly string[] => text.split("\n").filter((word) => word !== "");

const lists: Record<Lang, readonly string[]> = { kk: split(kk), ru: split(ru), en: split(en) };

const known = new Set<string>([...lists.kk, ...lists.ru, ...lists.en]);

/** Whether a word in its normal form is in the list of any language. */
export function isKnown(word: string): boolean {
  return known.has(word);
}

/** The words of a language that begin like this, at most limit: for completion while typing. */
export function beginning(lang: Lang, start: string, limit = 5): string[] {
  if (start === "") return [];
  return lists[lang].filter((word) => word.startsWith(start)).slice(0, limit);
}

/**
 * Draws n words, each independently and with equal chance, from the browser's
 * source of randomness. 1024 divides 2^16, so the lowest ten bits are even.
 */
export function draw(lang: Lang, n: number): string {
  const list = lists[lang];
  const at = crypto.getRandomValues(new Uint16Array(n));
  return Array.from(at, (r) => list[r % wordCount]).join(" ");
}
