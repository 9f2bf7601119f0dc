/**
 * What can go wrong with what a person asked, or with what the server sent. As in
 * the Go package fault, a program reads the word and the page says it in the
 * reader's language; the message is for developers.
 */
export class Fault<Word extends string = string> extends Error {
  constructor(
    readonly word: Word,
    readonly args: readonly (string | number)[] = [],
    options?: { cause?: unknown },
  ) {
    super(args.length > 0 ? `${word}: ${args.join(", ")}` : word);
    this.name = "Fault";
    if (options && "cause" in options) (this as { cause?: unknown }).cause = options.cause;
  }
}

/** Whether an error is a fault with one of these words. */
export function isFault<Word extends string>(err: unknown, ...words: Word[]): err is Fault<Word> {
  return err instanceof Fault && (words.length === 0 || (words as string[]).includes(err.word));
}
