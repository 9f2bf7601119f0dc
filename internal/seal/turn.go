package seal

import (
	"image"
	"image/color"
)

// turn shows a picture the way its EXIF orientation says (1 to 8, EXIF 2.32 tag
// 0x0112); any other value shows it as it is.
func turn(m image.Image, orientation int) image.Image {
	if orientation < 2 || orientation > 8 {
		return m
	}
	return turned{m, orientation}
}

// turned looks up each point where it was before, which costs no second copy of
// a large picture.
type turned struct {
	image.Image
	orientation int
}

// Bounds has the sides exchanged for quarter turns.
func (t turned) Bounds() image.Rectangle {
	b := t.Image.Bounds()
	if t.orientation >= 5 {
		return image.Rect(0, 0, b.Dy(), b.Dx())
	}
	return image.Rect(0, 0, b.Dx(), b.Dy())
}

// At is the colour at a point of the turned picture. The orientation says which
// edges of the scene the stored first row and first column are: 6, for example, is
// "first row at the right", so the shown top right corner is the stored first point.
func (t turned) At(x, y int) color.Color {
	b := t.Image.Bounds()
	right, bottom := b.Dx()-1, b.Dy()-1
	switch t.orientation {
	case 2: // mirrored
		x = right - x
	case 3: // half turn
		x, y = right-x, bottom-y
	case 4: // upside down, mirrored
		y = bottom - y
	case 5: // diagonal
		x, y = y, x
	case 6: // quarter turn clockwise to be shown
		x, y = y, bottom-x
	case 7: // other diagonal
		x, y = right-y, bottom-x
	case 8: // quarter turn the other way
		x, y = right-y, x
	}
	return t.Image.At(b.Min.X+x, b.Min.Y+y)
}

// Opaque asks the picture underneath.
func (t turned) Opaque() bool { return opaque(t.Image) }
