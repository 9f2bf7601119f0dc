/**
 * The register as tiles (C2SP tlog-tiles): 256 hashes, or 256 entries, a file.
 * A tile at level L holds the roots of complete subtrees of 256^L entries.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { concat } from "./bytes";

/** Gets the bytes of an address below the register, or null when there is nothing there (404). */
export type Get = (path: string) => Promise<Uint8Array | null>;

const width = 256;

/** The address of a tile: level or "entries", number in groups of three digits, width when partial. */
export function tilePath(level: number | "entries", n: number, partial: number): string {
  let digits = String(n);
  digits = digits.padStart(Math.ceil(digits.length / 3) * 3, "0");
  const groups = digits.match(/.{3}/g)!;
  const path = groups.map((g, i) => (i < groups.length - 1 ? "x" + g : g)).join("/");
  return `tile/${level}/${path}${partial < width ? `.p/${partial}` : ""}`;
}

/** Hash of an entry (RFC 6962, section 2.1). */
export function leafHash(entry: Uint8Array): Uint8Array {
  return sha256(concat(Uint8Array.of(0), entry));
}

/** Hash of two subtrees (RFC 6962, section 2.1). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(concat(Uint8Array.of(1), left, right));
}

/** Reads from the tree of one checkpoint; each tile is fetched once. */
export class Tree {
  private readonly tiles = new Map<string, Promise<Uint8Array>>();

  constructor(
    private readonly get: Get,
    readonly size: number,
  ) {}

  /** The entry at an index, from its bundle of entries with two bytes of length before each. */
  async entry(index: number): Promise<Uint8Array> {
    const bundle = await this.tile("entries", Math.floor(index / width), this.size);
    let rest = bundle;
    for (let skip = index % width; ; skip--) {
      const length = rest.length >= 2 ? (rest[0]! << 8) | rest[1]! : Infinity;
      if (2 + length > rest.length) throw new Error("the entry is not in its bundle");
      if (skip === 0) return rest.subarray(2, 2 + length);
      rest = rest.subarray(2 + length);
    }
  }

  /**
   * The root of the tree if this leaf stands at this index, all else as the tiles
   * say. It equals the signed root only if the leaf really stands there: this is
   * RFC 6962's inclusion proof, made and checked in one walk.
   */
  rootWith(index: number, leaf: Uint8Array): Promise<Uint8Array> {
    return this.range(0, this.size, index, leaf);
  }

  private async range(from: number, to: number, index: number, leaf: Uint8Array): Promise<Uint8Array> {
    const n = to - from;
    const inside = from <= index && index < to;
    if (inside && n === 1) return leaf;
    const level = Math.log2(n);
    if (!inside && Number.isInteger(level)) return this.subtree(level, from / n);
    let split = 1;
    while (split * 2 < n) split *= 2;
    const [left, right] = await Promise.all([
      this.range(from, from + split, index, leaf),
      this.range(from + split, to, index, leaf),
    ]);
    return nodeHash(left, right);
  }

  /** The root of the n-th complete subtree of 2^level entries. */
  private async subtree(level: number, n: number): Promise<Uint8Array> {
    const tileLevel = Math.floor(level / 8);
    const count = 2 ** (level % 8);
    const first = n * count;
    const tile = await this.tile(tileLevel, Math.floor(first / width), Math.floor(this.size / width ** tileLevel));
    const at = (first % width) * 32;
    if (tile.length < at + count * 32) throw new Error("the tile is too short");
    let hashes = Array.from({ length: count }, (_, i) => tile.subarray(at + i * 32, at + i * 32 + 32));
    while (hashes.length > 1) hashes = hashes.flatMap((h, i) => (i % 2 === 0 ? [nodeHash(h, hashes[i + 1]!)] : []));
    return hashes[0]!;
  }

  private tile(level: number | "entries", n: number, hashes: number): Promise<Uint8Array> {
    const key = `${level}/${n}`;
    let tile = this.tiles.get(key);
    if (!tile) {
      tile = this.fetchTile(level, n, Math.min(width, hashes - n * width));
      this.tiles.set(key, tile);
    }
    return tile;
  }

  /** A partial tile may be gone once the full one exists; the full one begins with it. */
  private async fetchTile(level: number | "entries", n: number, wide: number): Promise<Uint8Array> {
    const tile = (await this.get(tilePath(level, n, wide))) ?? (wide < width ? await this.get(tilePath(level, n, width)) : null);
    if (!tile) throw new Error("the tile is missing");
    return tile;
  }
}
