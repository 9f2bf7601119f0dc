package files_test

import (
	"bytes"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/fault"
	"adal/internal/files"

	"github.com/google/go-cmp/cmp"
)

// mebibyte is the size of a piece, as the browsers' script has it too.
const mebibyte = 1 << 20

// mostSent bounds how many steps an upload of the fuzz test takes.
const mostSent = 8

// FuzzUpload begins an upload of any size and sends what bytes say, four for each step:
// what is done, with which piece, and what is in it. What is there is always what came
// whole and to its place, and nothing else; only what is complete is kept, as it came.
func FuzzUpload(f *testing.F) {
	s := store{DB: dbtest.SQLite(f)}
	f.Add(int64(1), []byte{0, 0, 7, 0, 8, 0, 0, 0})
	f.Add(int64(2*mebibyte+5), []byte{0, 2, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 3, 1, 4, 9, 0, 1, 4, 0, 8, 0, 0, 0})
	f.Add(int64(mebibyte), []byte{1, 0, 1, 0, 2, 0, 1, 0, 4, 0, 1, 0, 5, 0, 1, 0, 6, 1, 1, 0, 7, 0, 0, 0})
	f.Add(int64(math.MaxInt64), []byte{0, 255, 1, 0, 0, 254, 1, 0, 8, 0, 0, 0})
	f.Add(int64(math.MaxInt64-mebibyte+2), []byte{0, 255, 1, 0})
	f.Add(int64(0), []byte{})
	f.Add(int64(math.MinInt64), []byte{})
	f.Fuzz(func(t *testing.T, size int64, steps []byte) {
		s.ctx = t.Context()
		id, err := s.begin(size)
		if size <= 0 {
			wants(t, err, fault.Invalid)
			return
		}
		check(t, err)
		u := &upload{store: s, t: t, id: id, size: size, last: (size - 1) / mebibyte, have: map[int64][]byte{}}
		for n := 0; n+4 <= len(steps) && n < 4*mostSent; n += 4 {
			u.step(steps[n], u.place(steps[n+1]), steps[n+2], steps[n+3])
			u.is()
		}
		check(t, s.write(func(tx *db.Tx) error { return files.Destroy(s.ctx, tx, id) }))
	})
}

// An upload is one, and what it ought to have.
type upload struct {
	store
	t          *testing.T
	id         string
	size, last int64
	have       map[int64][]byte
	kept       bool
}

// place is the number of a piece: those at the beginning, or, of a high byte, those
// around the last one.
func (u *upload) place(b byte) int64 {
	if b < 128 {
		return int64(b)
	}
	return u.last + int64(b) - 255 + 1 // 255 is the one after the last
}

// length is that of a piece.
func (u *upload) length(n int64) int64 {
	if n == u.last {
		return u.size - n*mebibyte
	}
	return mebibyte
}

func (u *upload) step(what byte, n int64, fill, at byte) {
	u.t.Helper()
	there := n >= 0 && n <= u.last
	piece := bytes.Repeat([]byte{fill}, mebibyte)
	if there {
		piece = piece[:u.length(n)]
	}
	stated := sum(piece)
	switch what % 10 {
	case 1:
		stated = strings.ToUpper(stated)
	case 2:
		stated = ""
	case 3:
		piece[int(at)%len(piece)] ^= 1 // damaged on its way
	case 4:
		piece, stated = piece[1:], sum(piece[1:])
	case 5:
		piece = append(piece, fill)
		stated = sum(piece)
	case 6:
		piece, stated = nil, sum(nil)
	case 7:
		stated += "0"
	case 8, 9:
		u.keep()
		return
	}
	err := u.add(u.id, int(n), stated, piece)
	before, some := u.have[n]
	switch {
	case u.kept:
		wants(u.t, err, fault.NotFound)
	case !there || what%10 > 1:
		wants(u.t, err, fault.Invalid)
	case some && !bytes.Equal(before, piece):
		wants(u.t, err, fault.Conflict)
	case err != nil:
		u.t.Errorf("piece %d of %d bytes: %v", n, u.size, err)
	default:
		u.have[n] = piece
	}
}

// keep keeps what is complete, once.
func (u *upload) keep() {
	u.t.Helper()
	size, err := u.store.keep(u.id)
	switch {
	case u.kept:
		wants(u.t, err, fault.NotFound)
	case int64(len(u.have)) <= u.last:
		wants(u.t, err, fault.Invalid)
	case err != nil || size != u.size:
		u.t.Errorf("kept %d bytes of %d: %v", size, u.size, err)
	default:
		u.kept = true
	}
}

// is fails unless the upload has what it ought to have.
func (u *upload) is() {
	u.t.Helper()
	p, err := u.progress(u.id)
	if u.kept {
		wants(u.t, err, fault.NotFound)
	} else {
		check(u.t, err)
		var have []int
		for n := range u.have {
			have = append(have, int(n))
		}
		slices.Sort(have)
		if diff := cmp.Diff(files.State{Size: u.size, Pieces: int(u.last) + 1, Have: have}, p); diff != "" {
			u.t.Fatal(diff)
		}
	}
	var whole []byte
	n := int64(0)
	for ; n <= u.last && u.have[n] != nil; n++ {
		whole = append(whole, u.have[n]...)
	}
	got, err := u.copy(u.id)
	if complete := n > u.last; !bytes.Equal(got, whole) || complete != (err == nil) || !complete && !errors.Is(err, fault.Invalid) {
		u.t.Errorf("%d bytes come back, want %d: %v", len(got), len(whole), err)
	}
}
