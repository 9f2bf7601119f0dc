/** What the Go tests call of the observers' pages. */
import { coarseText } from "../field/coarse";
import { close, sha256 } from "../field/photo";
import { draftOf, newKey, photoOf } from "../field/record";
import { formOf } from "../field/sending";
import { takenAt } from "../field/taken";

export { coarseText, newKey, sha256, takenAt };

/** A message closed with a key. */
export async function closed(lock: string, plain: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await close(lock, plain as BufferSource));
}

/** What a draft becomes that lay in the browser's database. */
export const draft = draftOf;

/** What a photo becomes, without its content; change replaces parts of one that is well. */
export function photo(change: Record<string, unknown>): unknown {
  const well = {
    id: "p1", draft: "d1", sha256: "ab".repeat(32), type: "image/png", at: 1, note: "n", ask: "", lock: "A".repeat(43), upload: "u1", content: new ArrayBuffer(3),
  };
  const { content, ...rest } = photoOf({ ...well, ...change }) ?? { content: null };
  return content ? rest : null;
}

/** The fields of the form in which a draft is sent, with one photo. */
export function sentForm(d: unknown): [string, string][] {
  const p = photoOf({
    id: "p1", draft: "d1", sha256: "ab".repeat(32), type: "image/png", at: 1764316800000, note: "a&b=c", ask: "sign", lock: "A".repeat(43), upload: "u1", content: new ArrayBuffer(3),
  })!;
  return [...formOf(draftOf(d)!, [p])].map(([k, v]) => [k, String(v)]);
}
