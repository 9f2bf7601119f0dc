package pictures

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"strings"
	"testing"

	"adal/internal/fault"

	"golang.org/x/image/webp"
)

// near fails if a pixel differs from a colour by more than what compression
// does to it.
func near(t testing.TB, img image.Image, x, y int, want color.RGBA) {
	t.Helper()
	r, g, b, _ := img.At(x, y).RGBA()
	for i, got := range []int{int(r >> 8), int(g >> 8), int(b >> 8)} {
		if d := got - []int{int(want.R), int(want.G), int(want.B)}[i]; d < -12 || d > 12 {
			t.Errorf("at %d, %d: %d %d %d, want %v", x, y, r>>8, g>>8, b>>8, want)
			return
		}
	}
}

// TestFormats reads each format by its content.
func TestFormats(t *testing.T) {
	img := quarters(120, 80)
	for format, data := range map[string][]byte{"jpeg": asJPEG(t, img), "png": asPNG(t, img), "gif": asGIF(t, img), "webp": asWebP(t, img)} {
		p, err := Read(data)
		check(t, err)
		sum := sha256.Sum256(data)
		if p.Format != format || p.Width != 120 || p.Height != 80 || p.Hash != hex.EncodeToString(sum[:]) {
			t.Errorf("%s: %s %d×%d %s", format, p.Format, p.Width, p.Height, p.Hash)
		}
		t.Log(format)
		near(t, p.seen, 20, 20, red)
		near(t, p.seen, 100, 20, green)
		near(t, p.seen, 20, 60, blue)
		near(t, p.seen, 100, 60, gold)
	}
}

// TestRefused refuses what is no picture, not whole, or too large, for the
// stated reason.
func TestRefused(t *testing.T) {
	img := quarters(300, 200)
	short := func(b []byte) []byte { return b[:len(b)-len(b)/3] }
	for name, data := range map[string][]byte{
		"nothing": nil, "a page": []byte("<!doctype html><script>alert(1)</script>"), "a drawing": []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`),
		"a document": []byte("%PDF-1.7\n"), "an archive": []byte("PK\x03\x04"), "a bitmap": []byte("BM\x00\x00"), "half a mark": []byte("\x89PN"),
		"another container": []byte("RIFF\x00\x00\x00\x00WAVEfmt "),
	} {
		_, err := Read(data)
		t.Log(name)
		wants(t, err, fault.Invalid, "pictures.no-picture")
	}
	for name, data := range map[string][]byte{
		"the mark of JPEG alone": []byte("\xff\xd8\xff<script>alert(1)</script>"), "half a JPEG": short(asJPEG(t, img)), "half a PNG": short(asPNG(t, img)),
		"half a GIF": short(asGIF(t, img)), "half a WebP": short(asWebP(t, img)), "a JPEG without its end": bytes.TrimSuffix(asJPEG(t, img), []byte{0xff, 0xd9}),
	} {
		_, err := Read(data)
		t.Log(name)
		wants(t, err, fault.Invalid, "pictures.broken")
	}
	_, err := Read(make([]byte, MostBytes+1))
	wants(t, err, fault.TooLarge, "pictures.too-many-bytes")
}

// TestBombs refuses what says that it is huge before anything is decoded, also
// where the file says it in a second place.
func TestBombs(t *testing.T) {
	progressive := func(w, h uint16) []byte { // ITU-T T.81, B.2.2: SOF2 with three components of full size
		b := []byte{0xff, 0xd8, 0xff, 0xc2, 0, 17, 8}
		b = binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(b, h), w)
		return append(b, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 0xff, 0xda, 0, 2)
	}
	small := asWebP(t, quarters(8, 8))
	frame := small[bytes.Index(small, []byte("VP8 ")):]
	liar := append([]byte("RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00\x07\x00\x00\x07\x00\x00"), frame...)
	binary.LittleEndian.PutUint32(liar[4:], uint32(len(liar)-8))
	if _, err := Read(liar); err != nil {
		t.Fatalf("the file before it lies: %v", err)
	}
	at := bytes.Index(liar, []byte("\x9d\x01\x2a"))
	binary.LittleEndian.PutUint16(liar[at+3:], 0x3fff)
	binary.LittleEndian.PutUint16(liar[at+5:], 0x3fff)
	for name, data := range map[string][]byte{
		"PNG": bombPNG(50_000, 50_000), "a flat PNG": bombPNG(40_000_001, 1), "JPEG": progressive(65_535, 65_535), "a progressive JPEG": progressive(6_000, 6_000), "WebP": liar,
		"GIF": []byte("GIF89a\xff\xff\xff\xff\x00\x00\x00"),
	} {
		allocated := testing.AllocsPerRun(1, func() { _, _ = Read(data) })
		_, err := Read(data)
		t.Log(name, allocated)
		wants(t, err, fault.TooLarge, "pictures.too-many-pixels")
	}
	if _, err := Read(progressive(3_000, 3_000)); fault.Of(err) != fault.Invalid {
		t.Errorf("a progressive JPEG that could be decoded: %v", err)
	}
}

// TestSamples: components of 4:2:0 have 150 samples for a hundred pixels, those
// of 4:4:4 300 (ITU-T T.81, A.1.1).
func TestSamples(t *testing.T) {
	head := []byte{8, 0, 1, 0, 1}
	for want, components := range map[int64][]byte{150: {3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1}, 300: {3, 1, 0x11, 0, 2, 0x11, 1, 3, 0x11, 1}, 100: {1, 1, 0x11, 0}, 200: {3, 1, 0x21, 0, 2, 0x11, 1, 3, 0x11, 1}} {
		if got := samples(append(bytes.Clone(head), components...)); got != want {
			t.Errorf("%v: %d, want %d", components, got, want)
		}
	}
}

// TestNothingHidden: of a file with a GPS directory, a maker, a comment and a
// page behind its end nothing is left in what is served.
func TestNothingHidden(t *testing.T) {
	data := withExif(asJPEG(t, quarters(500, 300)), exif(binary.BigEndian, 1))
	data = withExif(data, append([]byte{0xff, 0xfe, 0, byte(2 + len(secret))}, secret...))
	data = append(data, "<script>"+secret+"</script>"...)
	text := append(asPNG(t, quarters(500, 300))[:33], chunk("tEXt", []byte("Author\x00"+secret))...)
	text = append(text, asPNG(t, quarters(500, 300))[33:]...)
	for _, file := range [][]byte{data, append(text, secret...)} {
		if !bytes.Contains(file, []byte(secret)) {
			t.Fatal("nothing is hidden")
		}
		p, err := Read(file)
		check(t, err)
		sizes, err := p.Sizes(400, 800)
		check(t, err)
		whole, err := p.JPEG()
		check(t, err)
		for _, out := range [][]byte{sizes[0].JPEG, sizes[0].WebP, sizes[1].JPEG, whole} {
			for _, never := range []string{secret, "Exif", "script", "EXIF", "XMP "} {
				if bytes.Contains(out, []byte(never)) {
					t.Errorf("%q is still there", never)
				}
			}
		}
	}
}

// TestOrientation holds each of Exif's eight orientations: where the red quarter
// of the file, its upper left one, is shown, and the green one beside it (CIPA
// DC-008, figure of tag 0x0112).
func TestOrientation(t *testing.T) {
	corner := map[string][2]float64{"top left": {.1, .1}, "top right": {.9, .1}, "bottom left": {.1, .9}, "bottom right": {.9, .9}}
	for orientation, shown := range []struct{ red, green string }{
		1: {"top left", "top right"}, 2: {"top right", "top left"}, 3: {"bottom right", "bottom left"}, 4: {"bottom left", "bottom right"},
		5: {"top left", "bottom left"}, 6: {"top right", "bottom right"}, 7: {"bottom right", "top right"}, 8: {"bottom left", "top left"},
		9: {"top left", "top right"}, // there is no such one
	} {
		if orientation == 0 {
			continue
		}
		for _, order := range []anOrder{binary.BigEndian, binary.LittleEndian} {
			p, err := Read(withExif(asJPEG(t, quarters(160, 96)), exif(order, uint16(orientation))))
			check(t, err)
			w, h := 160, 96
			if orientation >= 5 && orientation <= 8 {
				w, h = h, w
			}
			if p.Width != w || p.Height != h {
				t.Fatalf("%d: %d×%d", orientation, p.Width, p.Height)
			}
			t.Log(orientation, order)
			for name, want := range map[string]color.RGBA{shown.red: red, shown.green: green} {
				at := corner[name]
				near(t, p.seen, int(at[0]*float64(w)), int(at[1]*float64(h)), want)
			}
		}
	}
}

// TestSizes: never enlarged, in proportion, and what a program of others reads
// back looks the same in both formats.
func TestSizes(t *testing.T) {
	for _, c := range []struct {
		w, h int
		want string
	}{
		{2000, 1000, "400×200 800×400 1600×800"}, {1000, 700, "400×280 800×560 1000×700"}, {800, 600, "400×300 800×600"}, {300, 500, "300×500"}, {1, 1, "1×1"},
		{4000, 3, "400×1 800×1 1600×1"},
	} {
		p, err := Read(asPNG(t, quarters(c.w, c.h)))
		check(t, err)
		sizes, err := p.Sizes(400, 800, 1600)
		check(t, err)
		var got []string
		for _, s := range sizes {
			got = append(got, fmt.Sprintf("%d×%d", s.Width, s.Height))
			j, err := jpeg.Decode(bytes.NewReader(s.JPEG))
			check(t, err)
			w, err := webp.Decode(bytes.NewReader(s.WebP))
			check(t, err)
			if j.Bounds() != image.Rect(0, 0, s.Width, s.Height) || w.Bounds() != j.Bounds() {
				t.Errorf("%v and %v, want %d×%d", j.Bounds(), w.Bounds(), s.Width, s.Height)
			}
			if widen(w); s.Width > 4 && s.Height > 4 {
				near(t, j, s.Width/4, s.Height/4, red)
				near(t, w, s.Width/4, s.Height/4, red)
				near(t, w, s.Width*3/4, s.Height*3/4, gold)
			}
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%d×%d: %s, want %s", c.w, c.h, s, c.want)
		}
	}
}

// TestLongest: what no page shows isn't kept.
func TestLongest(t *testing.T) {
	p, err := Read(asPNG(t, image.NewGray(image.Rect(0, 0, 6000, 600))))
	check(t, err)
	if p.Width != 3000 || p.Height != 300 {
		t.Errorf("%d×%d", p.Width, p.Height)
	}
}

// FuzzRead: whatever comes, it is refused with a reason or shown.
func FuzzRead(f *testing.F) {
	img := quarters(24, 16)
	for _, data := range [][]byte{asJPEG(f, img), asPNG(f, img), asGIF(f, img), asWebP(f, img), withExif(asJPEG(f, img), exif(binary.LittleEndian, 6))} {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := read(data, 100_000)
		if err != nil {
			if len(fault.Fields(err)) != 1 {
				t.Fatalf("it is refused without a reason: %v", err)
			}
			return
		}
		if p.Width < 1 || p.Height < 1 || p.Width*p.Height > 100_000 || len(p.seen.Pix) != 4*p.Width*p.Height {
			t.Fatalf("%d×%d", p.Width, p.Height)
		}
		for i := 3; i < len(p.seen.Pix); i += 4 {
			if p.seen.Pix[i] != 0xff {
				t.Fatal("it is see-through")
			}
		}
	})
}
