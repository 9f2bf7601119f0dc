package register_test

import (
	"bytes"
	"testing"

	"adal/internal/register"
)

// TestPath has the examples of c2sp.org/tlog-tiles and of the documentation of
// golang.org/x/mod/sumdb/tlog, which names the number in the same way.
func TestPath(t *testing.T) {
	for path, want := range map[string]register.Tile{
		"tile/0/x001/x234/067":           {0, 1234067, 256},
		"tile/0/x001/x234/067.p/1":       {0, 1234067, 1},
		"tile/63/000.p/255":              {63, 0, 255},
		"tile/7/999":                     {7, 999, 256},
		"tile/7/x001/000":                {7, 1000, 256},
		"tile/1/x123/x456/789":           {1, 123456789, 256},
		"tile/entries/273.p/112":         {register.Entries, 273, 112},
		"tile/entries/x001/x234/067.p/8": {register.Entries, 1234067, 8},
	} {
		if got := want.Path(); got != path {
			t.Errorf("%+v is at %s, want %s", want, got, path)
		}
		if got, err := register.ParsePath(path); err != nil || got != want {
			t.Errorf("%s is %+v, want %+v: %v", path, got, want, err)
		}
	}
}

func TestPathRefused(t *testing.T) {
	for _, path := range []string{
		"", "tile", "tile/", "tile/0", "tile/0/", "/tile/0/000", "tile/0/000/", "tile//000", "tile/0/0", "tile/0/0000",
		"tile/64/000", "tile/00/000", "tile/-1/000", "tile/+1/000", "tile/data/000", "tile/8/0/000", "tile/Entries/000",
		"tile/0/x000/001", "tile/0/001/001", "tile/0/x001", "tile/0/x001/x001", "tile/0/1000", "tile/0/xx1/001",
		"tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/", "tile/0/000.p/1/", "tile/0/000.p/1.p/1", "tile/0/000.p",
		"tile/0/000.p/+1", "tile/0/-01", "tile/0/../000", "tile/0/000?x", "tile/0/ 00", "tile/0/٠٠٠",
		"tile/0/x999/x999/x999/x999/x999/999", "tile/0/x009/x223/x372/x036/x854/x775/807",
	} {
		if got, err := register.ParsePath(path); err == nil {
			t.Errorf("%q was read as %+v", path, got)
		}
	}
}

func FuzzPath(f *testing.F) {
	f.Add("tile/0/x001/x234/067.p/17")
	f.Add("tile/entries/000")
	f.Fuzz(func(t *testing.T, path string) {
		tile, err := register.ParsePath(path)
		if err != nil {
			return
		}
		if tile.Path() != path {
			t.Errorf("%q is also %q", path, tile.Path())
		}
		if tile.Level < register.Entries || tile.Level > 63 || tile.Width < 1 || tile.Width > 256 || tile.N < 0 || tile.N*256/256 != tile.N {
			t.Errorf("%q is %+v", path, tile)
		}
	})
}

func TestBundle(t *testing.T) {
	long := bytes.Repeat([]byte("x"), 0x0102)
	bundle := append([]byte{0, 0, 0, 1, 'a', 1, 2}, long...) // three entries: "", "a", 258 times x
	got, err := register.ParseBundle(bundle, 3)
	if err != nil || len(got) != 3 || len(got[0]) != 0 || string(got[1]) != "a" || !bytes.Equal(got[2], long) {
		t.Errorf("read %q, %v", got, err)
	}
	for cut := range len(bundle) {
		if got, err := register.ParseBundle(bundle[:cut], 3); err == nil {
			t.Errorf("cut off after %d bytes it was read as %q", cut, got)
		}
	}
	for _, width := range []int{0, 2, 4} {
		if _, err := register.ParseBundle(bundle, width); err == nil {
			t.Errorf("three entries passed for %d", width)
		}
	}
}

func FuzzBundle(f *testing.F) {
	f.Add([]byte{0, 1, 'a', 0, 0}, 2)
	f.Fuzz(func(t *testing.T, bundle []byte, width int) {
		entries, err := register.ParseBundle(bundle, width)
		if err != nil {
			return
		}
		var back []byte
		for _, e := range entries {
			back = append(append(back, byte(len(e)>>8), byte(len(e))), e...)
		}
		if len(entries) != width || !bytes.Equal(back, bundle) {
			t.Errorf("%x has %d entries that are %x", bundle, len(entries), back)
		}
	})
}
