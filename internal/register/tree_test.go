package register

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"
)

func leaf(i int64) tlog.Hash {
	return tlog.RecordHash(binary.BigEndian.AppendUint64(nil, uint64(i)))
}

// TestTiles has the examples of c2sp.org/tlog-tiles: "a tree of size 70,000 will be
// represented by 273 full level 0 tiles, one partial level 0 tile of width 112,
// one full level 1 tile, one partial level 1 tile of width 17, and one partial
// level 2 tile of width 1", and "a tree of size 256 will be represented by a full
// level 0 tile and a partial level 1 tile of width 1".
func TestTiles(t *testing.T) {
	for _, c := range []struct {
		size int64
		full map[int]int // how many, by level
		rest []Tile
	}{
		{70_000, map[int]int{0: 273, 1: 1}, []Tile{{0, 273, 112}, {1, 1, 17}, {2, 0, 1}}},
		{256, map[int]int{0: 1}, []Tile{{1, 0, 1}}},
		{0, map[int]int{}, nil},
	} {
		full := map[int]int{}
		var grown tree
		for i := range c.size {
			if err := grown.add(leaf(i), func(t Tile, hashes []byte) error {
				if int64(full[t.Level]) != t.N || t.Width != 256 || len(hashes) != 8192 {
					return unexpected{t}
				}
				full[t.Level]++
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		}
		var rest []Tile
		if err := grown.rest(func(t Tile, hashes []byte) error {
			if len(hashes) != 32*t.Width {
				return unexpected{t}
			}
			rest = append(rest, t)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.full, full); diff != "" {
			t.Errorf("full tiles of %d: %s", c.size, diff)
		}
		if diff := cmp.Diff(c.rest, rest); diff != "" {
			t.Errorf("partial tiles of %d: %s", c.size, diff)
		}
	}
}

type unexpected struct{ Tile }

func (e unexpected) Error() string { return "unexpected tile " + e.Path() }

// TestTreeGrows compares each tile and root with what tlog computes from a plain
// list of hashes.
func TestTreeGrows(t *testing.T) {
	const most = 1100
	var plain []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		all := make([]tlog.Hash, len(indexes))
		for i, x := range indexes {
			all[i] = plain[x]
		}
		return all, nil
	})
	for i := range int64(most) {
		more, err := tlog.StoredHashesForRecordHash(i, leaf(i), reader)
		if err != nil {
			t.Fatal(err)
		}
		plain = append(plain, more...)
	}
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.Int64Range(0, most).Draw(t, "size")
		same := func(tile Tile, hashes []byte) error {
			want, err := tlog.ReadTileData(tlog.Tile{H: 8, L: tile.Level, N: tile.N, W: tile.Width}, reader)
			if err != nil {
				return err
			}
			if !bytes.Equal(want, hashes) {
				t.Errorf("%s is %x, want %x", tile.Path(), hashes, want)
			}
			return nil
		}
		var grown tree
		for i := range size {
			if err := grown.add(leaf(i), same); err != nil {
				t.Fatal(err)
			}
		}
		if err := grown.rest(same); err != nil {
			t.Fatal(err)
		}
		got, err := grown.root()
		if err != nil {
			t.Fatal(err)
		}
		want, err := tlog.TreeHash(size, reader)
		if err != nil || got != want {
			t.Errorf("root of %d: %v, want %v, %v", size, got, want, err)
		}
	})
}
