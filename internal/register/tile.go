package register

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
)

const (
	// Full is the width of a full tile and the number of entries in a full
	// bundle.
	Full = 1 << height
	// Entries is the Level of an entry bundle.
	Entries = -1

	height   = 8       // of a tile, in levels of the tree
	maxLevel = 63      // as c2sp.org/tlog-tiles bounds it
	maxTile  = 1 << 54 // times Full it still fits into 63 bits
)

// A Tile is the address of a part of the register: 256 hashes of the tree side by
// side, or the bundle of the 256 entries under a tile of level 0. The last tile
// of a level has fewer.
type Tile struct {
	Level int   // 0 are the hashes of entries; level L+1 has one hash for a full tile of L
	N     int64 // its place among the tiles of its level, from 0
	Width int   // how many hashes or entries: 1 to Full
}

// Path is the address as c2sp.org/tlog-tiles writes it, without the prefix of the
// register: "tile/0/x001/x234/067", "tile/entries/000.p/17".
func (t Tile) Path() string {
	level := "entries"
	if t.Level != Entries {
		level = strconv.Itoa(t.Level)
	}
	n := fmt.Sprintf("%03d", t.N%1000)
	for rest := t.N / 1000; rest > 0; rest /= 1000 {
		n = fmt.Sprintf("x%03d/%s", rest%1000, n)
	}
	if t.Width != Full {
		n += ".p/" + strconv.Itoa(t.Width)
	}
	return "tile/" + level + "/" + n
}

// ParsePath reads what Path writes and nothing else: every tile has one address.
func ParsePath(path string) (Tile, error) {
	// Whatever else the reading lets pass (signs, zeros, a missing x) would
	// be written in another way.
	if t, ok := readPath(path); ok && t.Path() == path {
		return t, nil
	}
	return Tile{}, fmt.Errorf("%.100q is not the path of a tile", path)
}

func readPath(path string) (t Tile, ok bool) {
	path, ok = strings.CutPrefix(path, "tile/")
	level, path, found := strings.Cut(path, "/")
	if !ok || !found {
		return Tile{}, false
	}
	t.Level, t.Width = Entries, Full
	if level != "entries" {
		if t.Level, ok = number(level, maxLevel); !ok {
			return Tile{}, false
		}
	}
	path, width, partial := strings.Cut(path, ".p/")
	if partial {
		if t.Width, ok = number(width, Full-1); !ok || t.Width == 0 {
			return Tile{}, false
		}
	}
	for part := range strings.SplitSeq(path, "/") {
		n, ok := number(strings.TrimPrefix(part, "x"), 999)
		t.N = t.N*1000 + int64(n)
		if !ok || t.N >= maxTile {
			return Tile{}, false
		}
	}
	return t, true
}

func number(s string, most int) (n int, ok bool) {
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 0 && n <= most
}

// appendEntry adds an entry to a bundle. It is MaxEntry bytes long at most.
func appendEntry(bundle, entry []byte) []byte {
	return append(binary.BigEndian.AppendUint16(bundle, uint16(len(entry))), entry...)
}

// ParseBundle returns the entries of a bundle, which has as many as width says.
// They share the memory of the bundle.
func ParseBundle(bundle []byte, width int) ([][]byte, error) {
	var entries [][]byte
	for rest := bundle; len(rest) > 0; {
		if len(entries) == width {
			return nil, fmt.Errorf("the bundle goes on after its %d entries", width)
		}
		if len(rest) < 2 || len(rest)-2 < int(binary.BigEndian.Uint16(rest)) {
			return nil, fmt.Errorf("the bundle is cut off in entry %d of %d", len(entries), width)
		}
		end := 2 + int(binary.BigEndian.Uint16(rest))
		entries = append(entries, rest[2:end:end])
		rest = rest[end:]
	}
	if len(entries) != width {
		return nil, fmt.Errorf("the bundle has %d entries of %d", len(entries), width)
	}
	return entries, nil
}
