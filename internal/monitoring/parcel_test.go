package monitoring_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"slices"
	"testing"

	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/files"
	"adal/internal/monitoring"
	"adal/internal/pictures"
)

// rough is a photo that no encoder makes small.
func rough(t testing.TB, width, height int) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	r := rand.New(rand.NewPCG(1, 2))
	for i := range m.Pix {
		m.Pix[i] = uint8(r.Uint32())
	}
	var b bytes.Buffer
	check(t, jpeg.Encode(&b, m, &jpeg.Options{Quality: 80}))
	return b.Bytes()
}

func sum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}

// A sender is a phone with a photo, which closes it by itself.
type sender struct {
	g      *group
	closed []byte
	monitoring.Parcel
}

func (g *group) sender(picture []byte) *sender {
	g.t.Helper()
	key := bytes.Repeat([]byte{7}, 32)
	block, err := aes.NewCipher(key)
	check(g.t, err)
	gcm, err := cipher.NewGCM(block)
	check(g.t, err)
	s := &sender{g: g, closed: gcm.Seal(nil, make([]byte, 12), picture, nil)}
	s.Key, s.Digest = base64.RawURLEncoding.EncodeToString(key), sum(picture)
	s.Upload, err = g.BeginParcel(g.t.Context(), g.observer, int64(len(s.closed)))
	check(g.t, err)
	return s
}

func (s *sender) piece(n int) []byte {
	return s.closed[n*files.Piece : min((n+1)*files.Piece, len(s.closed))]
}

func (s *sender) send(n int) error {
	return s.g.AddPiece(s.g.t.Context(), s.g.observer, s.Upload, n, sum(s.piece(n)), s.piece(n))
}

func (g *group) withParcel(key string, p monitoring.Parcel) monitoring.Sighting {
	s := g.sighting(key, "land", "ramp")
	s.Evidence = []monitoring.Exhibit{{Kind: monitoring.Photo, Parcel: p, Note: "Entrance"}}
	return s
}

// TestParcelGaps takes a photo whose pieces come out of order and twice, tells which are
// missing, and no observation with one that isn't whole.
func TestParcelGaps(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx, picture := t.Context(), rough(t, 2400, 1700)
		s := g.sender(picture)
		if n := files.Pieces(int64(len(s.closed))); n < 3 {
			t.Fatalf("the photo has %d pieces", n)
		}
		check(t, s.send(2))
		check(t, s.send(0))
		check(t, s.send(0))
		state, err := g.ParcelProgress(ctx, g.observer, s.Upload)
		if err != nil || !slices.Equal(state.Have, []int{0, 2}) {
			t.Errorf("it has %v, %v", state.Have, err)
		}
		_, err = g.Observe(ctx, g.observer, g.withParcel("gaps", s.Parcel))
		wants(t, err, "files.incomplete")
		wants(t, g.AddPiece(ctx, g.observer, s.Upload, 1, sum([]byte("other")), s.piece(1)), "files.piece-damaged")
		wants(t, g.AddPiece(ctx, g.observer, s.Upload, 0, sum(s.piece(1)), s.piece(1)), "files.other-piece")
		for n := range files.Pieces(int64(len(s.closed))) {
			check(t, s.send(n))
		}
		o, err := g.Observe(ctx, g.observer, g.withParcel("gaps", s.Parcel))
		check(t, err)
		d, err := g.Desk(ctx, g.reviewer, o.Drafts[0])
		check(t, err)
		if len(d.Evidence) != 1 || d.Evidence[0].Digest != sum(picture) || d.Evidence[0].Served == "" {
			t.Errorf("kept: %+v", d.Evidence)
		}
		if _, err := g.ParcelProgress(ctx, g.observer, s.Upload); !errors.Is(err, fault.NotFound) {
			t.Errorf("its pieces are still here: %v", err)
		}
		// Sent again, it is the same, though its photo isn't here any more.
		again, err := g.Observe(ctx, g.observer, g.withParcel("gaps", s.Parcel))
		if err != nil || again.ID != o.ID {
			t.Errorf("again: %s, %v", again.ID, err)
		}
	})
}

// TestParcelRefuses takes no photo that isn't what its sender stated, isn't closed with
// its key, is no picture, or isn't here; and nothing of the observation with it.
func TestParcelRefuses(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx := t.Context()
		whole := func(content []byte) monitoring.Parcel {
			s := g.sender(content)
			for n := range files.Pieces(int64(len(s.closed))) {
				check(t, s.send(n))
			}
			return s.Parcel
		}
		good := whole(photo(1))
		for name, c := range map[string]struct {
			change func(*monitoring.Parcel)
			word   string
		}{
			"another digest": {func(p *monitoring.Parcel) { p.Digest = sum([]byte("another")) }, "monitoring.photo-changed"},
			"no digest":      {func(p *monitoring.Parcel) { p.Digest = "" }, "monitoring.photo-changed"},
			"another key":    {func(p *monitoring.Parcel) { p.Key = base64.RawURLEncoding.EncodeToString(make([]byte, 32)) }, "monitoring.photo-changed"},
			"a short key":    {func(p *monitoring.Parcel) { p.Key = p.Key[:20] }, "monitoring.photo-changed"},
			"nothing there":  {func(p *monitoring.Parcel) { p.Upload = "nothing" }, "monitoring.photo-gone"},
			"no picture":     {func(p *monitoring.Parcel) { *p = whole([]byte("<svg onload=alert(1)>")) }, "pictures.no-picture"},
			"a GIF":          {func(p *monitoring.Parcel) { *p = whole(gif89) }, "pictures.no-picture"},
		} {
			p := good
			c.change(&p)
			_, err := g.Observe(ctx, g.observer, g.withParcel("refuse", p))
			wants(t, err, c.word)
			if fs := fault.Fields(err); len(fs) > 0 && fs[0].Field != "photos" {
				t.Errorf("%s: it is said of the field %q", name, fs[0].Field)
			}
		}
		if _, err := g.Kept(ctx, g.observer, g.campaign, g.sighting("refuse", "land").Key); !errors.Is(err, fault.NotFound) {
			t.Errorf("something was kept: %v", err)
		}
		heavy := g.sighting("heavy", "land", "ramp")
		for range 3 {
			id, err := g.BeginParcel(ctx, g.observer, 24_000_000)
			check(t, err)
			heavy.Evidence = append(heavy.Evidence, monitoring.Exhibit{Kind: monitoring.Photo, Parcel: monitoring.Parcel{Upload: id}})
		}
		_, err := g.Observe(ctx, g.observer, heavy)
		wants(t, err, "monitoring.photos-large")
		if _, err := g.BeginParcel(ctx, g.observer, pictures.MostBytes+100); fault.Of(err) != fault.TooLarge {
			t.Errorf("too large: %v", err)
		}
		if _, err := g.BeginParcel(ctx, g.land, 10); fault.Of(err) != fault.Denied {
			t.Errorf("a state body sends photos: %v", err)
		}
		if _, err := g.Observe(ctx, g.observer, g.withParcel("refuse", good)); err != nil {
			t.Errorf("the good one: %v", err)
		}
	})
}

// gif89 is a picture of one pixel in a format that keeps remarks.
var gif89 = []byte("GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;")

// TestParcelClosed holds that what waits for its observation can't be read here: the
// database has the picture nowhere.
func TestParcelClosed(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		picture := photo(4)
		p, err := g.Park(t.Context(), g.observer, picture)
		check(t, err)
		var b bytes.Buffer
		check(t, files.Copy(t.Context(), g.DB, &b, p.Upload))
		if bytes.Contains(b.Bytes(), picture[:64]) || bytes.Contains(b.Bytes(), picture[len(picture)/2:len(picture)/2+64]) {
			t.Error("the picture lies open")
		}
		if _, err := g.Observe(t.Context(), g.observer, g.withParcel("parked", p)); err != nil {
			t.Error(err)
		}
		// One that no observation comes for is forgotten.
		p, err = g.Park(t.Context(), g.observer, picture)
		check(t, err)
		check(t, g.DB.Write(t.Context(), "group", func(tx *db.Tx) error { return files.Sweep(t.Context(), tx, g.Book.Today(tx).AddDays(1)) }))
		_, err = g.Observe(t.Context(), g.observer, g.withParcel("forgotten", p))
		wants(t, err, "monitoring.photo-gone")
	})
}
