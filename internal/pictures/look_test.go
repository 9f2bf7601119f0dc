package pictures

import (
	"image"
	"image/color"
	"math"
	"math/bits"
	"testing"

	"adal/internal/fault"

	"pgregory.net/rapid"
)

// TestShrink states means that can be computed by hand.
func TestShrink(t *testing.T) {
	img := image.NewGray(image.Rect(0, 0, 4, 2))
	copy(img.Pix, []uint8{0, 10, 20, 30, 40, 50, 60, 70})
	got := shrink(img, 2, 1) // (0+10+40+50)/4, (20+30+60+70)/4
	if a, b := got.RGBAAt(0, 0).R, got.RGBAAt(1, 0).R; a != 25 || b != 45 {
		t.Errorf("%d, %d", a, b)
	}
	got = shrink(img, 3, 2) // 0·3+10·1 of 4, 10·2+20·2 of 4, 20·1+30·3 of 4
	if a, b, c := got.RGBAAt(0, 0).R, got.RGBAAt(1, 0).R, got.RGBAAt(2, 0).R; a != 3 || b != 15 || c != 28 {
		t.Errorf("%d, %d, %d", a, b, c)
	}
	clear := image.NewNRGBA(image.Rect(3, 5, 5, 7)) // see-through, and not at the origin
	clear.Set(3, 5, color.NRGBA{255, 0, 0, 128})
	got = shrink(clear, 2, 2)
	if c := got.RGBAAt(0, 0); c.R != 255 || c.G < 126 || c.G > 128 || got.RGBAAt(1, 1) != (color.RGBA{255, 255, 255, 255}) {
		t.Errorf("what is see-through is %v and %v", c, got.RGBAAt(1, 1))
	}
}

// TestShrinkKeepsTheMean: whatever the sizes, a picture keeps how light it is.
func TestShrinkKeepsTheMean(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sw, sh := rapid.IntRange(1, 40).Draw(t, "sw"), rapid.IntRange(1, 40).Draw(t, "sh")
		w, h := rapid.IntRange(1, sw).Draw(t, "w"), rapid.IntRange(1, sh).Draw(t, "h")
		img := image.NewGray(image.Rect(0, 0, sw, sh))
		copy(img.Pix, rapid.SliceOfN(rapid.Byte(), sw*sh, sw*sh).Draw(t, "pixels"))
		before, after := 0., 0.
		for _, v := range img.Pix {
			before += float64(v)
		}
		small := shrink(img, w, h)
		for i := 0; i < len(small.Pix); i += 4 {
			after += float64(small.Pix[i])
		}
		if d := before/float64(sw*sh) - after/float64(w*h); math.Abs(d) > .5 {
			t.Fatalf("the mean is %.2f off", d)
		}
	})
}

// waves is a picture with something in it.
func waves(w, h int, phase float64) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			u, v := float64(x)/float64(w), float64(y)/float64(h)
			l := uint8(128 + 60*math.Sin(7*u+phase) + 60*math.Cos(9*v*u+2*phase))
			img.SetRGBA(x, y, color.RGBA{l, l / 2, 255 - l, 255})
		}
	}
	return img
}

// TestLike: the same picture made smaller, brighter and compressed is like
// itself, and like no other.
func TestLike(t *testing.T) {
	look := func(img image.Image) Look {
		p, err := Read(asJPEG(t, img))
		check(t, err)
		return p.Look
	}
	one := look(waves(800, 600, 0))
	bright := waves(640, 480, 0)
	for i, v := range bright.Pix {
		bright.Pix[i] = uint8(min(255, int(v)*11/10))
	}
	for name, other := range map[string]Look{"smaller": look(waves(333, 250, 0)), "brighter": look(bright), "itself": one} {
		if !Like(one, other) {
			t.Errorf("%s differs in %d bits", name, bits.OnesCount64(uint64(one^other)))
		}
	}
	for name, other := range map[string]Look{"another": look(waves(800, 600, 2)), "quarters": look(quarters(800, 600))} {
		if Like(one, other) {
			t.Errorf("%s differs in %d bits", name, bits.OnesCount64(uint64(one^other)))
		}
	}
	flat := look(image.NewGray(image.Rect(0, 0, 50, 50)))
	if flat != 0 || Like(flat, flat) {
		t.Error("a picture of one colour looks like something")
	}
	if back, err := ParseLook(one.String()); err != nil || back != one || len(flat.String()) != 16 {
		t.Errorf("%s is read as %s, %v", one, back, err)
	}
	if _, err := Read(asPNG(t, quarters(3, 2))); err != nil {
		t.Errorf("a picture smaller than the fields of its look: %v", err)
	}
}

// TestRedact fills what it is asked to and nothing else, and what it returns has
// none of it.
func TestRedact(t *testing.T) {
	p, err := Read(asPNG(t, quarters(200, 100)))
	check(t, err)
	r, err := p.Redact([]Box{{X: 0, Y: 0, Width: 25.2, Height: 50}, {X: 90, Y: 90, Width: 10, Height: 10}})
	check(t, err)
	black := color.RGBA{0, 0, 0, 255}
	for at, want := range map[image.Point]color.RGBA{
		{0, 0}: black, {50, 49}: black, {51, 0}: red, {0, 50}: blue, {180, 90}: black, {199, 99}: black, {179, 90}: gold,
	} {
		if got := r.seen.RGBAAt(at.X, at.Y); got != want {
			t.Errorf("at %v: %v, want %v", at, got, want)
		}
		if got := p.seen.RGBAAt(at.X, at.Y); got == black {
			t.Errorf("the picture itself was filled at %v", at)
		}
	}
	sizes, err := r.Sizes(100)
	check(t, err)
	small, err := Read(sizes[0].JPEG)
	check(t, err)
	near(t, small.seen, 10, 10, black)
	_, err = p.Redact(nil)
	wants(t, err, fault.Invalid, "pictures.box-missing")
	for _, b := range []Box{{-1, 0, 5, 5}, {0, 0, 0, 5}, {96, 0, 5, 5}, {0, 0, 5, math.NaN()}, {math.NaN(), 0, 5, 5}, {0, 0, math.Inf(1), 5}} {
		_, err := p.Redact([]Box{b})
		wants(t, err, fault.Invalid, "pictures.box-wrong")
	}
}

// BenchmarkRead is a photograph of a telephone, of 12 million pixels.
func BenchmarkRead(b *testing.B) {
	data := asJPEG(b, waves(4000, 3000, 1))
	b.ReportAllocs()
	for b.Loop() {
		p, err := Read(data)
		check(b, err)
		_, err = p.Sizes(400, 800, 1600)
		check(b, err)
	}
}
