package pictures

import (
	"image"
	"math/bits"
	"strconv"
)

// A Look is what a picture looks like in 64 bits: of eight rows of nine fields,
// which of two neighbours is the lighter one (difference hash). Pictures that
// were made smaller, compressed again or brightened keep theirs but for a few
// bits. One that was turned or cut has another.
type Look uint64

// alike is how many bits of two pictures that look alike may differ. Of pictures
// that have nothing to do with one another about 32 do, so that one pair in some
// hundred million differs in so few.
const alike = 8

// Like reports whether two pictures look alike. Pictures of one colour, whose
// Look is zero, look like nothing.
func Like(a, b Look) bool {
	return a != 0 && b != 0 && bits.OnesCount64(uint64(a^b)) <= alike
}

// String is the Look as 16 hexadecimal digits.
func (l Look) String() string {
	s := strconv.FormatUint(uint64(l), 16)
	return "0000000000000000"[len(s):] + s
}

// ParseLook reads what String wrote.
func ParseLook(s string) (Look, error) {
	n, err := strconv.ParseUint(s, 16, 64)
	return Look(n), err
}

func lookOf(img *image.RGBA) (l Look) {
	small := stretch(img, 9, 8)
	for y := range 8 {
		for x := range 8 {
			l <<= 1
			if grey(small.RGBAAt(x, y)) < grey(small.RGBAAt(x+1, y)) {
				l |= 1
			}
		}
	}
	return l
}

// stretch is a picture as w by h fields, also where it has fewer pixels.
func stretch(img *image.RGBA, w, h int) *image.RGBA {
	sw, sh := img.Rect.Dx(), img.Rect.Dy()
	if sw >= w && sh >= h {
		return shrink(img, w, h)
	}
	wide := image.NewRGBA(image.Rect(0, 0, max(w, sw), max(h, sh)))
	for y := range wide.Rect.Dy() {
		for x := range wide.Rect.Dx() {
			wide.SetRGBA(x, y, img.RGBAAt(x*sw/wide.Rect.Dx(), y*sh/wide.Rect.Dy()))
		}
	}
	return shrink(wide, w, h)
}
