package poster

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
)

var said = Poster{
	Title: "Маңғыстау штабы жұмыс жоспарын жұртқа таныстырды", Eyebrow: "Өңірлер", Meta: "Маңғыстау облысы · 06 Наурыз, 2020", Site: "Адал",
}

func drawn(t *testing.T, p *Painter, w Poster) []byte {
	t.Helper()
	b, err := p.Draw(t.Context(), w)
	if err != nil {
		t.Fatal(err)
	}
	if dir := os.Getenv("ADAL_SHOTS"); dir != "" {
		file := filepath.Join(dir, strings.ReplaceAll(t.Name(), "/", "-")+fmt.Sprint(len(b))+".jpg")
		if err := os.WriteFile(file, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

// TestDraw: a poster has the size that is asked for, is the same each time, also
// of another painter, and differs with each thing that it says.
func TestDraw(t *testing.T) {
	first := drawn(t, &Painter{}, said)
	m, err := jpeg.DecodeConfig(bytes.NewReader(first))
	if err != nil || m.Width != 1200 || m.Height != 630 || len(first) > 200<<10 {
		t.Errorf("%+v of %d bytes: %v", m, len(first), err)
	}
	p := &Painter{}
	if again := drawn(t, p, said); !bytes.Equal(first, again) {
		t.Error("another painter draws another poster")
	}
	for i, change := range []func(*Poster){
		func(w *Poster) { w.Title += "!" }, func(w *Poster) { w.Eyebrow = "Заң" }, func(w *Poster) { w.Meta = "" }, func(w *Poster) { w.Site = "Adal" },
	} {
		other := said
		change(&other)
		if bytes.Equal(first, drawn(t, p, other)) {
			t.Errorf("change %d isn't seen", i)
		}
	}
}

// TestLetters: the fonts have every letter of the three languages. Kazakh has
// nine of its own beside the Russian ones (ISO 9 / KazSTAT ST RK 1048).
func TestLetters(t *testing.T) {
	p := &Painter{}
	if err := p.load(); err != nil {
		t.Fatal(err)
	}
	const letters = "ӘәҒғҚқҢңӨөҰұҮүҺһІі" + "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя" + "ABCXYZabcxyz0123456789«»–…·№₸"
	for _, f := range p.fonts {
		var b sfnt.Buffer
		for _, r := range letters {
			if i, err := f.GlyphIndex(&b, r); err != nil || i == 0 {
				t.Errorf("a font has no %q: %v", r, err)
			}
		}
	}
}

// TestWrap: no line is wider than its room, nothing is lost but behind …, and a
// title never has more lines than it may, whatever it is.
func TestWrap(t *testing.T) {
	p := &Painter{}
	if err := p.load(); err != nil {
		t.Fatal(err)
	}
	for _, title := range []string{
		"", "Сөз", said.Title, strings.Repeat("Ұзақ тақырып ", 40), strings.Repeat("ә", 500), strings.Repeat("W", 200) + " " + strings.Repeat("ы", 200), "\u202eабв\u200b", "a\nb\tc",
	} {
		c := &canvas{RGBA: image.NewRGBA(image.Rect(0, 0, 1, 1)), fonts: p.fonts}
		lines, size, err := c.fit(title, []float64{68, 56, 46}, []int{3, 4, 5}, 1056)
		if err != nil || len(lines) > 5 {
			t.Fatalf("%.20q: %d lines, %v", title, len(lines), err)
		}
		for _, l := range lines {
			if w := font.MeasureString(c.face(bold, size), l).Ceil(); w > 1056 {
				t.Errorf("%q takes %d pixels", l, w)
			}
		}
		whole := strings.Join(strings.Fields(title), "")
		got := strings.ReplaceAll(strings.Join(lines, ""), " ", "")
		if kept, cut := strings.CutSuffix(got, "…"); cut && !strings.HasPrefix(whole, kept) || !cut && got != whole && len([]rune(whole)) <= longest {
			t.Errorf("%q became %q", title, lines)
		}
	}
}

// scene is a picture of one colour above and another below.
func scene(w, h int) []byte {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetRGBA(x, y, color.RGBA{uint8(255 * y / h), 90, 160, 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// TestPhoto: a picture fills the poster behind a band, whatever its form, and one
// that can't be read leaves it without.
func TestPhoto(t *testing.T) {
	photos := map[string][]byte{"wide": scene(1600, 400), "tall": scene(300, 900), "broken": []byte("<svg>"), "bomb": bomb()}
	p := &Painter{Photo: func(_ context.Context, id string) ([]byte, error) {
		if b, ok := photos[id]; ok {
			return b, nil
		}
		return nil, errors.New("there is none")
	}}
	without := drawn(t, p, said)
	for id := range photos {
		w := said
		w.Photo = id
		b := drawn(t, p, w)
		m, err := jpeg.Decode(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if id == "broken" || id == "bomb" {
			if !bytes.Equal(b, without) {
				t.Errorf("%s is seen", id)
			}
			continue
		}
		if r, _, b, _ := m.At(600, 20).RGBA(); b>>8 < 130 || r>>8 > 200 {
			t.Errorf("%s: the picture isn't above: %v", id, m.At(600, 20))
		}
		if r, g, b, _ := m.At(20, Height-30).RGBA(); r>>8 > 30 || g>>8 > 80 || b>>8 > 90 {
			t.Errorf("%s: the band isn't below: %v", id, m.At(20, Height-30))
		}
	}
}

// bomb says that it is 60,000 pixels wide and high, in the header of a JPEG of
// eight.
func bomb() []byte {
	b := scene(8, 8)
	at := bytes.Index(b, []byte{0xff, 0xc0}) + 5
	copy(b[at:], []byte{0xea, 0x60, 0xea, 0x60})
	return b
}

// TestKept: many ask at once and few are kept.
func TestKept(t *testing.T) {
	p := &Painter{}
	var wg sync.WaitGroup
	for i := range kept + 8 {
		wg.Go(func() {
			w := said
			w.Title = fmt.Sprint(i)
			if _, err := p.Draw(t.Context(), w); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if len(p.made) != kept || len(p.order) != kept {
		t.Errorf("%d are kept", len(p.made))
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Draw(ctx, said); !errors.Is(err, context.Canceled) {
		t.Errorf("who has gone away is drawn for: %v", err)
	}
}
