/**
 * The access phrase of a matter: eight words of 1024, so one of 2^80. Whoever has
 * it can read the answers and write further; nobody can give it back. The Go side
 * (internal/seal/phrase.go) has the same rules, and testdata/vectors.json holds
 * both to them.
 */
import { Fault } from "./fault";
import { draw, isKnown, type Lang } from "./words";

/** Number of words of a phrase. */
export const phraseWords = 8;

/** A new phrase in its normal form, from the word list of a language. */
export function newPhrase(lang: Lang): string {
  return draw(lang, phraseWords);
}

/**
 * The normal form of what a person typed: NFC, lower case, ё as е, any run of what
 * is not a letter as one space. Words of every language are understood. Throws a
 * Fault: "phrase-empty", "phrase-unknown-word" with the word, or "phrase-length"
 * with the number wanted and the number found.
 */
export function parsePhrase(typed: string): string {
  const text = normalPhrase(typed);
  if (text === "") throw new Fault("phrase-empty");
  const words = text.split(" ");
  const stranger = words.find((word) => !isKnown(word));
  if (stranger !== undefined) throw new Fault("phrase-unknown-word", [clip(stranger)]);
  if (words.length !== phraseWords) throw new Fault("phrase-length", [phraseWords, words.length]);
  return text;
}

/** The form that keys are derived from, also of texts that are no phrase. */
export function normalPhrase(typed: string): string {
  return typed
    .normalize("NFC")
    .toLowerCase()
    .replace(/ё/g, "е")
    .replace(/\P{L}+/gu, " ")
    .replace(/^ | $/g, "");
}

/** The first 40 characters of what is repeated to a person. */
function clip(word: string): string {
  const chars = Array.from(word);
  return chars.length > 40 ? chars.slice(0, 40).join("") + "…" : word;
}
