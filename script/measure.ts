/**
 * Format and size of a picture from its first bytes, before anything is decoded:
 * a small file can claim to unfold into more memory than a telephone has.
 */

/** What the header says; width and height as stored, before any turning. */
export interface Measure {
  format: "jpeg" | "png" | "webp";
  width: number;
  height: number;
  /** Whether some of it may be see-through. */
  transparent: boolean;
}

/** Measures a JPEG, PNG or WebP; null for anything else or anything malformed. */
export function measure(b: Uint8Array): Measure | null {
  const found = jpeg(b) ?? png(b) ?? webp(b);
  return found && found.width > 0 && found.height > 0 ? found : null;
}

/** Whether the bytes at a place are these ASCII characters. */
export function reads(b: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (b[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

function jpeg(b: Uint8Array): Measure | null {
  if (b[0] !== 0xff || b[1] !== 0xd8 || b[2] !== 0xff) return null;
  const view = viewOf(b);
  for (let at = 2; at + 4 <= b.length && b[at] === 0xff; ) {
    const marker = b[at + 1]!;
    if (marker === 0xff) {
      at++;
      continue;
    }
    // Frame headers are SOF0 to SOF15 without DHT, JPG and DAC among them.
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      if (at + 9 > b.length) return null;
      return { format: "jpeg", height: view.getUint16(at + 5), width: view.getUint16(at + 7), transparent: false };
    }
    if (marker === 0xda || marker === 0xd9) return null;
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}

function png(b: Uint8Array): Measure | null {
  if (!reads(b, 0, "\x89PNG\r\n\x1a\n") || !reads(b, 12, "IHDR") || b.length < 33) return null;
  const view = viewOf(b);
  return { format: "png", width: view.getUint32(16), height: view.getUint32(20), transparent: true };
}

function webp(b: Uint8Array): Measure | null {
  if (!reads(b, 0, "RIFF") || !reads(b, 8, "WEBP") || b.length < 30) return null;
  const view = viewOf(b);
  if (reads(b, 12, "VP8X")) {
    const side = (at: number) => 1 + (view.getUint16(at, true) | (b[at + 2]! << 16));
    return { format: "webp", width: side(24), height: side(27), transparent: (b[20]! & 0x10) !== 0 };
  }
  if (reads(b, 12, "VP8L")) {
    const bits = view.getUint32(21, true);
    return { format: "webp", width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff), transparent: (bits >>> 28 & 1) === 1 };
  }
  if (reads(b, 12, "VP8 ")) {
    return { format: "webp", width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff, transparent: false };
  }
  return null;
}

/** A view of exactly these bytes. */
export function viewOf(b: Uint8Array): DataView {
  return new DataView(b.buffer, b.byteOffset, b.byteLength);
}
