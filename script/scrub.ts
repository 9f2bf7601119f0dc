/**
 * Cleans a picture's container without touching its pixels, for browsers that do
 * not let a page read a canvas. Only the parts that are needed to see the picture
 * are copied: a list of what may stay, never a list of what must go. The EXIF
 * orientation stays (it is one number from 1 to 8), or the picture would lie on
 * its side.
 */
import { concat } from "./bytes";
import { reads, viewOf, type Measure } from "./measure";

/** The picture without anything beside its pixels; throws an Error when it is malformed. */
export function scrub(b: Uint8Array, format: Measure["format"]): Uint8Array {
  switch (format) {
    case "jpeg":
      return scrubJpeg(b);
    case "png":
      return scrubPng(b);
    case "webp":
      return scrubWebp(b);
  }
}

function scrubJpeg(b: Uint8Array): Uint8Array {
  const view = viewOf(b);
  const kept: Uint8Array[] = [];
  let turned = 1;
  let at = 2;
  for (;;) {
    if (b[at] !== 0xff || at + 4 > b.length) throw new Error("a JPEG that ends early");
    const marker = b[at + 1]!;
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker === 0xd9) break;
    const end = at + 2 + view.getUint16(at + 2);
    if (end > b.length) throw new Error("a JPEG segment that ends late");
    const segment = b.subarray(at, end);
    if (marker === 0xe1 && reads(b, at + 4, "Exif\0\0")) turned = orientation(segment.subarray(10));
    if (keptMarker(marker)) kept.push(segment);
    at = end;
    if (marker === 0xda) {
      const scan = at;
      at = scanEnd(b, at);
      kept.push(b.subarray(scan, at));
    }
  }
  return concat(Uint8Array.of(0xff, 0xd8), exif(turned), ...kept, Uint8Array.of(0xff, 0xd9));
}

/** Tables, frames and scans, and Adobe's note on colours (APP14); no other APPn, no comment. */
function keptMarker(marker: number): boolean {
  return (marker >= 0xc0 && marker <= 0xcf) || (marker >= 0xda && marker <= 0xdf) || marker === 0xee;
}

/** The end of entropy-coded data: the next marker that is neither a stuffed zero nor a restart. */
function scanEnd(b: Uint8Array, at: number): number {
  for (; at + 1 < b.length; at++) {
    const next = b[at + 1]!;
    if (b[at] === 0xff && next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  throw new Error("a JPEG scan without end");
}

/** An APP1 segment with the orientation alone, or nothing when there is nothing to turn. */
function exif(turned: number): Uint8Array {
  if (turned === 1) return new Uint8Array();
  const block = tiff(turned);
  return concat(Uint8Array.of(0xff, 0xe1, 0, 8 + block.length), ascii("Exif\0\0"), block);
}

/** A TIFF block with one entry: tag 0x0112, SHORT, 1 value. */
function tiff(turned: number): Uint8Array {
  return concat(ascii("MM\0*"), Uint8Array.of(0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, turned, 0, 0, 0, 0, 0, 0));
}

/** The orientation in a TIFF block, 1 when there is none. */
export function orientation(block: Uint8Array): number {
  const little = reads(block, 0, "II*\0");
  if (block.length < 8 || !(little || reads(block, 0, "MM\0*"))) return 1;
  const view = viewOf(block);
  const directory = view.getUint32(4, little);
  if (directory + 2 > block.length) return 1;
  const entries = view.getUint16(directory, little);
  for (let at = directory + 2, n = 0; n < entries && at + 12 <= block.length; n++, at += 12) {
    if (view.getUint16(at, little) !== 0x0112 || view.getUint16(at + 2, little) !== 3) continue;
    const value = view.getUint16(at + 8, little);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

const keptChunks = new Set(["IHDR", "PLTE", "tRNS", "IDAT", "IEND", "sRGB", "gAMA", "cHRM", "sBIT", "acTL", "fcTL", "fdAT"]);

function scrubPng(b: Uint8Array): Uint8Array {
  const view = viewOf(b);
  const kept = [b.subarray(0, 8)];
  for (let at = 8; ; ) {
    if (at + 12 > b.length) throw new Error("a PNG that ends early");
    const end = at + 12 + view.getUint32(at);
    if (end > b.length) throw new Error("a PNG chunk that ends late");
    const name = String.fromCharCode(...b.subarray(at + 4, at + 8));
    if (keptChunks.has(name)) kept.push(b.subarray(at, end));
    if (name === "IEND") return concat(...kept);
    at = end;
  }
}

const keptParts = new Set(["VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF"]);

function scrubWebp(b: Uint8Array): Uint8Array {
  const view = viewOf(b);
  const kept: Uint8Array[] = [];
  for (let at = 12; at + 8 <= b.length; ) {
    const size = view.getUint32(at + 4, true);
    const end = at + 8 + size + (size % 2);
    if (at + 8 + size > b.length) throw new Error("a WebP chunk that ends late");
    const name = String.fromCharCode(...b.subarray(at, at + 4));
    if (keptParts.has(name)) {
      const part = b.slice(at, end);
      if (name === "VP8X") part[8]! &= 0x10 | 0x02; // of the flags, transparency and animation
      kept.push(part);
    }
    at = end;
  }
  const length = kept.reduce((n, part) => n + part.length, 4);
  const head = new Uint8Array(8);
  head.set(ascii("RIFF"));
  viewOf(head).setUint32(4, length, true);
  return concat(head, ascii("WEBP"), ...kept);
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (c) => c.charCodeAt(0));
}
