package register

import (
	"errors"

	"golang.org/x/mod/sumdb/tlog"
)

// A tree is a Merkle tree that grows. It holds its right edge only, which is all
// that growing and the root need: the tiles that are not full yet. It is the same
// for who appends to the register and for who checks it.
type tree struct {
	size int64
	edge [][]byte // by level: the hashes of the last tile, fewer than Full
}

// add appends a leaf. Each tile that becomes full by it goes to full, lowest level
// first.
func (t *tree) add(leaf tlog.Hash, full func(Tile, []byte) error) error {
	h := leaf
	for level := 0; ; level++ {
		if level == len(t.edge) {
			t.edge = append(t.edge, nil)
		}
		hashes := append(t.edge[level], h[:]...)
		if len(hashes) < Full*tlog.HashSize {
			t.edge[level] = hashes
			break
		}
		t.edge[level] = nil
		h = top(hashes)
		tile := Tile{Level: level, N: t.size >> (height * (level + 1)), Width: Full}
		if err := full(tile, hashes); err != nil {
			return err
		}
	}
	t.size++
	return nil
}

// rest gives the tiles that are not full, lowest level first.
func (t *tree) rest(each func(Tile, []byte) error) error {
	for level, hashes := range t.edge {
		if len(hashes) == 0 {
			continue
		}
		tile := Tile{Level: level, N: t.size >> (height * (level + 1)), Width: len(hashes) / tlog.HashSize}
		if err := each(tile, hashes); err != nil {
			return err
		}
	}
	return nil
}

// root is the root of the tree.
func (t *tree) root() (tlog.Hash, error) {
	return tlog.TreeHash(t.size, tlog.HashReaderFunc(t.hashes))
}

// hashes reads from the edge what the root is computed of: the tops of the perfect
// trees side by side, whose parts all lie in tiles that are not full.
func (t *tree) hashes(indexes []int64) ([]tlog.Hash, error) {
	all := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		tile := tlog.TileForIndex(height, index)
		if tile.L >= len(t.edge) {
			return nil, errors.New("the tree has no such level")
		}
		hashes := t.edge[tile.L]
		tile.W = len(hashes) / tlog.HashSize
		var err error
		if all[i], err = tlog.HashFromTile(tile, hashes, index); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// partial lists the tiles of a tree of this size that are not full, lowest level
// first, with Width 0 where there is none.
func partial(size int64) []Tile {
	var tiles []Tile
	for level, n := 0, size; n > 0; level, n = level+1, n>>height {
		tiles = append(tiles, Tile{Level: level, N: n >> height, Width: int(n % Full)})
	}
	return tiles
}

// top is the hash over the hashes of a full tile.
func top(hashes []byte) tlog.Hash {
	if len(hashes) == tlog.HashSize {
		return tlog.Hash(hashes)
	}
	half := len(hashes) / 2
	return tlog.NodeHash(top(hashes[:half]), top(hashes[half:]))
}
