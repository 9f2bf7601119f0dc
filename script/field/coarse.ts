/** Moves a place to the middle of its field, as internal/monitoring/place.go does, before anything is kept or sent. */

/** The length of a degree of latitude in metres, of a sphere with the mean radius of the earth. */
const metre = (6_371_008.8 * Math.PI) / 180;

/** The middle of the field of so many metres in which a place lies; 0 leaves it where it is. */
export function coarse(lat: number, lon: number, grain: number): [number, number] {
  if (!(grain > 0)) return [lat, lon];
  const y = middle(lat, grain / metre);
  const x = middle(lon, grain / (metre * Math.max(Math.cos((y * Math.PI) / 180), 0.01)));
  return [Math.max(-90, Math.min(90, y)), Math.max(-180, Math.min(180, x))];
}

function middle(x: number, step: number): number {
  return Math.round((Math.floor(x / step) + 0.5) * step * 1e6) / 1e6;
}

/** The two numbers of a place as they are written, moved; null if they are no place on the earth. */
export function coarseText(lat: string, lon: string, grain: number): [string, string] | null {
  const [y, x] = [lat, lon].map((s) => (s.trim() === "" ? NaN : Number(s.trim().replace(",", "."))));
  if (!(Math.abs(y!) <= 90 && Math.abs(x!) <= 180)) return null;
  const [moved, along] = coarse(y!, x!, grain);
  return [moved.toFixed(6), along.toFixed(6)];
}
