/**
 * What a file may be called in a letter. internal/seal/letter.go has the same
 * rules, spelt out in code points so that no version of Unicode can part the two.
 */

// Controls, folders, direction marks and separators, embeddings and isolates (which
// make "exe.jpg" out of "gpj.exe"), byte order mark.
const unsafe = /[\u0000-\u001F\u007F-\u009F/\\\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/g;

const maxName = 120;

/** A name that is safe to show: no folders, no tricks, at most 120 characters. */
export function cleanName(name: string): string {
  let clean = trim(name.replace(/\p{Surrogate}/gu, "\uFFFD").replace(unsafe, ""));
  const chars = Array.from(clean);
  if (chars.length > maxName) clean = trim(chars.slice(0, maxName).join(""));
  return clean === "" ? "file" : clean;
}

/** A media type of the plain form image/jpeg; anything else is application/octet-stream. */
export function cleanType(type: string): string {
  const plain = trim(type.split(";")[0] ?? "").toLowerCase();
  return /^[a-z0-9.+-]{1,80}\/[a-z0-9.+-]{1,80}$/.test(plain) ? plain : "application/octet-stream";
}

// Extensions that a file keeps in the archive; none of them starts a program.
const extensions = new Set(
  ("jpg jpeg png webp gif heic tif tiff bmp pdf txt csv rtf doc docx xls xlsx ppt pptx odt ods odp" +
    " mp3 m4a ogg oga opus wav amr aac mp4 mov m4v webm mkv avi 3gp zip 7z rar eml msg").split(" "),
);

/** The last part of a clean name when it is one of those we keep, else "bin". */
export function extension(name: string): string {
  const at = name.lastIndexOf(".");
  const ext = name.slice(at + 1).toLowerCase();
  return at >= 0 && extensions.has(ext) ? ext : "bin";
}

function trim(s: string): string {
  return s.replace(/^ +| +$/g, "");
}
