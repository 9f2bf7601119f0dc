package register_test

import (
	"context"
	"encoding/hex"
	"fmt"
	"math/rand"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/register"
)

// The test vectors of Certificate Transparency (RFC 6962): eight entries, the root
// after each of them, audit paths and consistency proofs. They are published with
// the log servers of the Certificate Transparency project and of
// transparency-dev/merkle; there, entries are counted from 1.
var (
	ctEntries = []string{"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"}
	ctRoots   = []string{
		"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
		"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
		"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
		"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
		"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
		"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
	}
	ctPaths = []struct {
		leaf, size int64
		path       []string
	}{
		{1, 1, nil},
		{1, 8, []string{
			"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
			"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
			"6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
		}},
		{6, 8, []string{
			"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
			"ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
			"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
		}},
		{3, 3, []string{"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"}},
		{2, 5, []string{
			"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
			"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
			"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
		}},
	}
	ctConsistency = []struct {
		from, to int64
		proof    []string
	}{
		{1, 1, nil},
		{1, 8, []string{
			"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
			"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
			"6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
		}},
		{6, 8, []string{
			"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
			"ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
			"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
		}},
		{2, 5, []string{
			"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
			"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
		}},
		{6, 7, []string{
			"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
			"b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
			"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
		}},
	}
)

func dehex(t *testing.T, list []string) (all []tlog.Hash) {
	for _, s := range list {
		b, err := hex.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, tlog.Hash(b))
	}
	return all
}

// tiles lets tlog, as an outside client, make proofs from the tiles we serve.
type tiles struct{ source register.Source }

func (tiles) Height() int { return 8 }

func (tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func (r tiles) ReadTiles(list []tlog.Tile) (all [][]byte, err error) {
	for _, t := range list {
		data, err := r.source.Tile(context.Background(), register.Tile{Level: t.L, N: t.N, Width: t.W})
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func (b *book) hashes(c register.Checkpoint) tlog.HashReader {
	return tlog.TileHashReader(tlog.Tree{N: c.Size, Hash: c.Root}, tiles{b.Reader})
}

// TestCertificateTransparency lets the sequencer grow the published tree.
func TestCertificateTransparency(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		// RFC 6962, section 2.1: the hash of an empty list is the hash of an
		// empty string.
		const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
		if c := b.head(); c.Size != 0 || hex.EncodeToString(c.Root[:]) != empty {
			t.Errorf("the empty register: %v", c)
		}
		heads := []register.Checkpoint{b.head()}
		for i, entry := range ctEntries {
			text, _ := hex.DecodeString(entry)
			b.write(func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.ExecContext(ctx, `INSERT INTO register_staged (id, staged, place, entry) VALUES ('x', $1, 0, $2)`, tx.Now, text)
				return err
			})
			b.once(1)
			c := b.head()
			if c.Size != int64(i+1) || hex.EncodeToString(c.Root[:]) != ctRoots[i] {
				t.Errorf("%d entries: %v, want %s", i+1, c, ctRoots[i])
			}
			heads = append(heads, c)
		}
		for _, p := range ctPaths {
			got, err := tlog.ProveRecord(p.size, p.leaf-1, b.hashes(heads[p.size]))
			if diff := cmp.Diff(dehex(t, p.path), []tlog.Hash(got)); err != nil || len(p.path) > 0 && diff != "" {
				t.Errorf("audit path of %d in %d: %v %s", p.leaf, p.size, err, diff)
			}
		}
		for _, p := range ctConsistency {
			got, err := tlog.ProveTree(p.to, p.from, b.hashes(heads[p.to]))
			if diff := cmp.Diff(dehex(t, p.proof), []tlog.Hash(got)); err != nil || len(p.proof) > 0 && diff != "" {
				t.Errorf("consistency of %d and %d: %v %s", p.from, p.to, err, diff)
			}
		}
	})
}

// TestGrowth lets the register grow by any steps. Each step has the root that the
// definition gives, contains every step before, and each entry has a proof.
func TestGrowth(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		old := b.head()
		rapid.Check(t, func(rt *rapid.T) {
			step := rapid.OneOf(rapid.IntRange(0, 5), rapid.SampledFrom([]int{1, 2, 255, 256, 257})).Draw(rt, "step")
			if old.Size > 1200 {
				step = 1
			}
			b.stage(int(old.Size), int(old.Size)+step)
			b.once(step)
			c := b.head()
			if c.Size != old.Size+int64(step) || c.Root != mth(b.texts()) {
				rt.Fatalf("after %d more: %v", step, c)
			}
			if old.Size > 0 {
				proof, err := tlog.ProveTree(c.Size, old.Size, b.hashes(c))
				if err != nil || tlog.CheckTree(proof, c.Size, c.Root, old.Size, old.Root) != nil {
					rt.Fatalf("from %d to %d: %v", old.Size, c.Size, err)
				}
			}
			if c.Size > 0 {
				n := rapid.Int64Range(0, c.Size-1).Draw(rt, "entry")
				list, err := b.Entries(t.Context(), n, 1)
				if err != nil {
					rt.Fatal(err)
				}
				proof, err := tlog.ProveRecord(c.Size, n, b.hashes(c))
				if err != nil || tlog.CheckRecord(proof, c.Size, c.Root, n, list[0].Leaf()) != nil {
					rt.Fatalf("entry %d of %d: %v", n, c.Size, err)
				}
			}
			old = c
		})
	})
}

// TestReader asks for what is there and for what isn't.
func TestReader(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		b.grow(300)
		ctx := t.Context()
		if n, err := b.Size(ctx); n != 300 || err != nil {
			t.Errorf("size %d, %v", n, err)
		}
		at := rand.Int63n(300)
		text := fmt.Sprintf(`{"act":"note","number":"%d"}`, at)
		if n, err := b.Find(ctx, tlog.RecordHash([]byte(text))); n != at || err != nil {
			t.Errorf("entry %d is found at %d, %v", at, n, err)
		}
		if list, err := b.Latest(ctx, 2); err != nil || len(list) != 2 || list[0].N != 299 || list[1].N != 298 {
			t.Errorf("the latest two: %v, %v", list, err)
		}
		for _, tile := range []register.Tile{{0, 0, 256}, {0, 0, 3}, {0, 1, 44}, {0, 1, 1}, {1, 0, 1}, {-1, 0, 256}, {-1, 1, 44}, {-1, 0, 9}} {
			if got, err := b.Tile(ctx, tile); err != nil || tile.Level >= 0 && len(got) != 32*tile.Width {
				t.Errorf("%s: %d bytes, %v", tile.Path(), len(got), err)
			}
		}
		for _, tile := range []register.Tile{
			{0, 1, 45}, {0, 1, 256}, {0, 2, 1}, {1, 0, 2}, {1, 1, 1}, {2, 0, 1}, {-1, 1, 45}, {-1, 2, 1}, {0, 0, 0}, {0, -1, 1}, {-2, 0, 1}, {0, 0, 257}, {64, 0, 1},
		} {
			if _, err := b.Tile(ctx, tile); !isNotFound(err) {
				t.Errorf("%s: %v", tile.Path(), err)
			}
		}
	})
}
