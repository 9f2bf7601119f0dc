/** When a photo was taken, as its camera says: read before everything else that it says is taken out. */
import { reads, viewOf } from "../measure";

/** The moment of a JPEG in milliseconds, by this phone's zone where the camera names none; null if it doesn't say. */
export function takenAt(b: Uint8Array): number | null {
  if (b[0] !== 0xff || b[1] !== 0xd8) return null;
  const view = viewOf(b);
  for (let at = 2; at + 4 <= b.length && b[at] === 0xff && b[at + 1] !== 0xda; at += 2 + view.getUint16(at + 2)) {
    if (b[at + 1] !== 0xe1 || !reads(b, at + 4, "Exif\0\0")) continue;
    const block = b.subarray(at + 10, at + 2 + view.getUint16(at + 2));
    try {
      return moment(block);
    } catch {
      return null; // a directory that leads out of its block
    }
  }
  return null;
}

/** EXIF 2.32: DateTimeOriginal (0x9003) and OffsetTimeOriginal (0x9011), in the directory that 0x8769 leads to. */
function moment(block: Uint8Array): number | null {
  const little = reads(block, 0, "II*\0");
  if (!little && !reads(block, 0, "MM\0*")) return null;
  const view = viewOf(block);
  const find = (directory: number, tag: number): number | null => {
    const entries = Math.min(view.getUint16(directory, little), 500);
    for (let n = 0, at = directory + 2; n < entries; n++, at += 12) if (view.getUint16(at, little) === tag) return at;
    return null;
  };
  const text = (at: number | null): string => {
    if (at === null) return "";
    const length = Math.min(view.getUint32(at + 4, little), 40);
    const from = length > 4 ? view.getUint32(at + 8, little) : at + 8;
    return String.fromCharCode(...block.subarray(from, from + length)).replace(/\0.*$/s, "");
  };
  const pointer = find(view.getUint32(4, little), 0x8769);
  if (pointer === null) return null;
  const exif = view.getUint32(pointer + 8, little);
  const day = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)$/.exec(text(find(exif, 0x9003)));
  if (!day) return null;
  const zone = /^[+-]\d\d:\d\d$/.exec(text(find(exif, 0x9011)));
  const t = Date.parse(`${day[1]}-${day[2]}-${day[3]}T${day[4]}${zone ? zone[0] : ""}`);
  return Number.isNaN(t) || t < 0 ? null : t;
}
