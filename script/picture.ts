/**
 * Pictures say more than they show: place, time, the camera's number, a preview of
 * what was cut away. Before a picture is sealed it is drawn again from its pixels.
 *
 * Tor Browser and others that resist fingerprinting hand out noise instead of the
 * pixels of a canvas. A test drawing finds that out, and then the picture's
 * container is cleaned instead (scrub.ts): the pixels stay, everything else goes.
 */
import { Fault } from "./fault";
import type { LetterFile } from "./letter";
import { measure, type Measure } from "./measure";
import { scrub } from "./scrub";

/** Largest picture, in pixels. */
export const maxPixels = 40_000_000;

/** Some browsers draw nothing on a canvas above this, and say nothing about it. */
const safePixels = 16_000_000;

/** Why a picture was refused; the fault's first argument is the file's name. */
export type PictureFault = "picture-unreadable" | "picture-too-large";

/**
 * Re-encodes a JPEG, PNG or WebP picture, turned the way it is meant to be seen. A
 * JPEG stays one, a PNG too; WebP becomes a PNG when it may be transparent, else a
 * JPEG. Files of other types pass unchanged, with all they say about their author.
 * Throws a Fault<PictureFault>.
 */
export async function strip(file: LetterFile): Promise<LetterFile> {
  const size = measure(file.content);
  if (!size) {
    if (/^image\/(jpeg|png|webp)$/i.test(file.type)) throw new Fault<PictureFault>("picture-unreadable", [file.name]);
    return file;
  }
  if (size.width * size.height > maxPixels) {
    throw new Fault<PictureFault>("picture-too-large", [file.name, maxPixels / 1_000_000]);
  }
  try {
    return canvasIsTrue() ? await redraw(file, size) : scrubbed(file, size);
  } catch (cause) {
    throw new Fault<PictureFault>("picture-unreadable", [file.name], { cause });
  }
}

async function redraw(file: LetterFile, size: Measure): Promise<LetterFile> {
  const blob = new Blob([file.content as BlobPart], { type: `image/${size.format}` });
  const bitmap = await createImageBitmap(blob, { imageOrientation: "from-image" });
  try {
    const format = size.format === "png" || size.transparent ? "png" : "jpeg";
    const out = (await draw(bitmap, 1, format)) ?? (await draw(bitmap, Math.sqrt(safePixels / (bitmap.width * bitmap.height)), format));
    if (!out) throw new Error("the canvas stays empty");
    return named(file, format, new Uint8Array(await out.arrayBuffer()));
  } finally {
    bitmap.close();
  }
}

/** Draws at a scale and encodes; null when the canvas was too large for the browser. */
export async function draw(bitmap: ImageBitmap, scale: number, format: "png" | "jpeg"): Promise<Blob | null> {
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.floor(bitmap.width * Math.min(1, scale)));
  canvas.height = Math.max(1, Math.floor(bitmap.height * Math.min(1, scale)));
  const brush = canvas.getContext("2d");
  if (!brush) return null;
  // One point tells whether anything can be drawn at all; then it is wiped.
  brush.fillRect(0, 0, 1, 1);
  if (brush.getImageData(0, 0, 1, 1).data[3] !== 255) return null;
  brush.clearRect(0, 0, 1, 1);
  brush.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  const out = await new Promise<Blob | null>((done) => canvas.toBlob(done, `image/${format}`, 0.9));
  canvas.width = canvas.height = 0; // gives the memory back at once
  return out && out.type === `image/${format}` ? out : null;
}

let truth: boolean | undefined;

/** Whether what is read from a canvas is what was drawn on it. */
export function canvasIsTrue(): boolean {
  return (truth ??= testDrawing());
}

function testDrawing(): boolean {
  const side = 8;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  const brush = canvas.getContext("2d");
  if (!brush) return false;
  const drawn: number[] = [];
  for (let i = 0; i < side * side; i++) {
    const colour = [(i * 4) & 255, (255 - i * 3) & 255, (i * 7) & 255];
    drawn.push(...colour, 255);
    brush.fillStyle = `rgb(${colour.join(",")})`;
    brush.fillRect(i % side, Math.floor(i / side), 1, 1);
  }
  const read = brush.getImageData(0, 0, side, side).data;
  return drawn.every((value, i) => value === read[i]);
}

function scrubbed(file: LetterFile, size: Measure): LetterFile {
  return named(file, size.format, scrub(file.content, size.format));
}

const extensions = { jpeg: ".jpg", png: ".png", webp: ".webp" };

function named(file: LetterFile, format: Measure["format"], content: Uint8Array): LetterFile {
  return { name: file.name.replace(/\.[^.]*$/, "") + extensions[format], type: `image/${format}`, content };
}
