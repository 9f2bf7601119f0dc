package files_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/fault"
	"adal/internal/files"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestMain lets the property run fewer times than usual: each run writes some
// mebibytes.
func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("rapid.checks", "12"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

var today = calendar.Date(2026, 11, 23)

// store is files on a database.
type store struct {
	*db.DB
	ctx context.Context
}

func (s store) write(fn func(*db.Tx) error) error { return s.Write(s.ctx, "files", fn) }

func (s store) begin(size int64) (id string, err error) {
	err = s.write(func(tx *db.Tx) error {
		id, err = files.Begin(s.ctx, tx, size, today)
		return err
	})
	return id, err
}

func (s store) add(id string, n int, sum string, piece []byte) error {
	return s.write(func(tx *db.Tx) error { return files.Add(s.ctx, tx, id, n, sum, piece) })
}

func (s store) keep(id string) (size int64, err error) {
	err = s.write(func(tx *db.Tx) error {
		size, err = files.Keep(s.ctx, tx, id)
		return err
	})
	return size, err
}

func (s store) progress(id string) (p files.State, err error) {
	err = s.Read(s.ctx, func(tx *db.Tx) error {
		p, err = files.Progress(s.ctx, tx, id)
		return err
	})
	return p, err
}

func (s store) copy(id string) ([]byte, error) {
	var b bytes.Buffer
	err := files.Copy(s.ctx, s.DB, &b, id)
	return b.Bytes(), err
}

func sum(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

// content is size bytes that differ everywhere.
func content(size int) []byte {
	b := make([]byte, size)
	r := rand.New(rand.NewPCG(uint64(size), 1))
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// pieceOf is piece n of a content.
func pieceOf(whole []byte, n int) []byte {
	return whole[n*files.Piece : min((n+1)*files.Piece, len(whole))]
}

func check(t interface {
	Helper()
	Fatal(...any)
}, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// sizes are those at which the number of pieces changes.
var sizes = []int{1, 16 << 10, files.Piece - 1, files.Piece, files.Piece + 1, 2*files.Piece + 7}

// TestPut keeps whole files of every number of pieces.
func TestPut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := store{d, t.Context()}
		for _, size := range sizes {
			whole := content(size)
			var id string
			check(t, s.write(func(tx *db.Tx) (err error) {
				id, err = files.Put(s.ctx, tx, whole)
				return err
			}))
			got, err := s.copy(id)
			if err != nil || !bytes.Equal(got, whole) {
				t.Errorf("of %d bytes came back %d: %v", size, len(got), err)
			}
			if digest, err := files.Digest(s.ctx, d, id); err != nil || digest != sum(whole) {
				t.Errorf("the digest of %d bytes is %s: %v", size, digest, err)
			}
			if _, err := s.progress(id); fault.Of(err) != fault.NotFound {
				t.Errorf("what was put whole is an upload: %v", err)
			}
			check(t, s.write(func(tx *db.Tx) error { return files.Destroy(s.ctx, tx, id) }))
			if _, err := s.copy(id); fault.Of(err) != fault.NotFound {
				t.Errorf("what was destroyed is there: %v", err)
			}
		}
		if n := pieces(t, d); n != 0 {
			t.Errorf("%d pieces are left of what was destroyed", n)
		}
	})
}

func pieces(t *testing.T, d *db.DB) (n int) {
	t.Helper()
	check(t, d.Pool().QueryRowContext(t.Context(), `SELECT COUNT(*) FROM file_piece`).Scan(&n))
	return n
}

// TestResume is the property of an upload: whatever comes, in whatever order,
// twice, damaged or of another's place, the pieces that are there are those that
// came whole, and only a complete file can be kept, as it was sent.
func TestResume(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := store{d, t.Context()}
		rapid.Check(t, func(t *rapid.T) {
			whole := content(rapid.SampledFrom(sizes).Draw(t, "size"))
			id, err := s.begin(int64(len(whole)))
			check(t, err)
			count := files.Pieces(int64(len(whole)))
			var have []int
			for range rapid.IntRange(0, 8).Draw(t, "steps") {
				n := rapid.IntRange(0, count-1).Draw(t, "piece")
				piece := pieceOf(whole, n)
				switch rapid.SampledFrom([]string{"send", "send", "send", "damaged", "short", "long", "beyond", "other", "keep"}).Draw(t, "act") {
				case "send":
					check(t, s.add(id, n, sum(piece), piece))
					if !slices.Contains(have, n) {
						have = append(have, n)
					}
				case "damaged":
					bad := slices.Clone(piece)
					bad[len(bad)/2] ^= 1
					wants(t, s.add(id, n, sum(piece), bad), fault.Invalid)
				case "short":
					wants(t, s.add(id, n, sum(piece[1:]), piece[1:]), fault.Invalid)
				case "long":
					long := append(slices.Clone(piece), 0)
					wants(t, s.add(id, n, sum(long), long), fault.Invalid)
				case "beyond":
					wants(t, s.add(id, count, sum(piece), piece), fault.Invalid)
					wants(t, s.add(id, -1, sum(piece), piece), fault.Invalid)
				case "other":
					if slices.Contains(have, n) {
						other := slices.Clone(piece)
						other[0] ^= 1
						wants(t, s.add(id, n, sum(other), other), fault.Conflict)
					}
				case "keep":
					if len(have) < count {
						_, err := s.keep(id)
						wants(t, err, fault.Invalid)
						_, err = s.copy(id)
						wants(t, err, fault.Invalid)
					}
				}
				slices.Sort(have)
				p, err := s.progress(id)
				check(t, err)
				if diff := cmp.Diff(files.State{Size: int64(len(whole)), Pieces: count, Have: have}, p); diff != "" {
					t.Fatal(diff)
				}
			}
			finish(t, s, id, whole)
		})
	})
}

// finish sends what is missing, as a browser does that comes back, and keeps it.
func finish(t *rapid.T, s store, id string, whole []byte) {
	p, err := s.progress(id)
	check(t, err)
	for n := range p.Pieces {
		if !slices.Contains(p.Have, n) {
			check(t, s.add(id, n, sum(pieceOf(whole, n)), pieceOf(whole, n)))
		}
	}
	size, err := s.keep(id)
	got, err2 := s.copy(id)
	if err != nil || err2 != nil || size != int64(len(whole)) || !bytes.Equal(got, whole) {
		t.Fatalf("kept %d bytes of %d: %v, %v", size, len(whole), err, err2)
	}
	// What is kept is no upload any more: nobody adds to it or keeps it again.
	wants(t, s.add(id, 0, sum(pieceOf(whole, 0)), pieceOf(whole, 0)), fault.NotFound)
	_, err = s.keep(id)
	wants(t, err, fault.NotFound)
	check(t, s.write(func(tx *db.Tx) error { return files.Destroy(s.ctx, tx, id) }))
}

func wants(t interface {
	Helper()
	Errorf(string, ...any)
}, err error, kind fault.Kind) {
	t.Helper()
	if fault.Of(err) != kind {
		t.Errorf("%v, want a fault of the kind %q", err, kind)
	}
}

// TestSweep forgets the uploads of other days that were never kept, with their
// pieces, and nothing else.
func TestSweep(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := store{d, t.Context()}
		whole := content(100)
		kept, err := s.begin(100)
		check(t, err)
		check(t, s.add(kept, 0, sum(whole), whole))
		_, err = s.keep(kept)
		check(t, err)
		left, err := s.begin(100)
		check(t, err)
		check(t, s.add(left, 0, sum(whole), whole))
		sweep := func(before calendar.Day) {
			t.Helper()
			check(t, s.write(func(tx *db.Tx) error { return files.Sweep(s.ctx, tx, before) }))
		}
		sweep(today) // of the day itself, nothing
		if _, err := s.progress(left); err != nil {
			t.Errorf("an upload of today is gone: %v", err)
		}
		sweep(today.AddDays(1))
		if _, err := s.progress(left); fault.Of(err) != fault.NotFound {
			t.Errorf("an old upload is there: %v", err)
		}
		if got, err := s.copy(kept); err != nil || !bytes.Equal(got, whole) {
			t.Errorf("what was kept is %d bytes: %v", len(got), err)
		}
		if n := pieces(t, d); n != 1 {
			t.Errorf("%d pieces are left, not one", n)
		}
		_, err = s.begin(0)
		wants(t, err, fault.Invalid)
		wants(t, s.add("nobody's", 0, sum(whole), whole), fault.NotFound)
	})
}
