/**
 * A photo is made small and silent before the phone keeps it: drawn again with its
 * longer side at most so long, so that nothing but what is seen goes on, whatever the
 * camera makes. It is closed on its way with a key of its own, which goes with the
 * observation.
 */
import { hex } from "../bytes";
import { Fault } from "../fault";
import { measure } from "../measure";
import { canvasIsTrue, draw } from "../picture";
import { scrub } from "../scrub";
import { newKey, type Photo } from "./record";
import { takenAt } from "./taken";

/** Why a photo isn't taken. */
export type PhotoFault = "script-photo-type" | "script-photo-broken";

/** The longer side of what is sent: more than any page shows. */
const longest = 2560;

/** What a browser that hands out no pixels may pass on as it is; the server takes no more. */
const mostBytes = 25_000_000;
const mostPixels = 40_000_000;

/** The photo of a file for a draft; throws a Fault<PhotoFault>. */
export async function photoFrom(file: File, draft: string, ask: string): Promise<Photo> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const size = measure(bytes);
  if (!size) throw new Fault<PhotoFault>("script-photo-type", [file.name]);
  const at = takenAt(bytes) ?? file.lastModified;
  let content: Uint8Array | null = null;
  let type = "image/jpeg";
  try {
    if (canvasIsTrue()) content = await shrink(file, size.width, size.height);
    else if (size.width * size.height <= mostPixels && bytes.length <= mostBytes) {
      content = scrub(bytes, size.format);
      type = `image/${size.format}`;
    }
  } catch (cause) {
    throw new Fault<PhotoFault>("script-photo-broken", [file.name], { cause });
  }
  if (!content) throw new Fault<PhotoFault>("script-photo-broken", [file.name]);
  return {
    // Ids grow with time, so that photos stay in their order.
    id: `${Date.now().toString(36).padStart(9, "0")}-${newKey()}`, draft, ask, type, at, note: "", upload: "",
    content: content.slice().buffer as ArrayBuffer, sha256: await sha256(content), lock: newLock(),
  };
}

/** Above this many pixels a picture is made smaller while it is decoded, which needs less memory. */
const manyPixels = 16_000_000;

/** Draws a picture with its longer side at most so long, upright. */
async function shrink(file: File, width: number, height: number): Promise<Uint8Array | null> {
  const options: ImageBitmapOptions = { imageOrientation: "from-image" };
  // Which side becomes the width, if it is turned, is the browser's to know: the shorter one fits both.
  if (width * height > manyPixels) Object.assign(options, { resizeWidth: Math.min(longest, width, height), resizeQuality: "high" });
  const bitmap = await createImageBitmap(file, options);
  try {
    const out = await draw(bitmap, Math.min(1, longest / Math.max(bitmap.width, bitmap.height)), "jpeg");
    return out ? new Uint8Array(await out.arrayBuffer()) : null;
  } finally {
    bitmap.close();
  }
}

/** SHA-256 in lower hex. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as BufferSource)));
}

function newLock(): string {
  const raw = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...raw)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}

/** Closes the one message of a key (AES-256-GCM), as seal.Lock opens it. Closed again, it is the same. */
export async function close(lock: string, plain: BufferSource): Promise<ArrayBuffer> {
  const raw = Uint8Array.from(atob(lock.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt"]);
  return crypto.subtle.encrypt({ name: "AES-GCM", iv: new Uint8Array(12) }, key, plain);
}
