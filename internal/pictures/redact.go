package pictures

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"adal/internal/fault"
)

// A Box is a part of a picture in percent of its sides, from the upper left
// corner.
type Box struct{ X, Y, Width, Height float64 }

// black is what a box is filled with. It has nothing of what was there: what is
// blurred can be guessed back.
var black = image.NewUniform(color.Black)

// Redact is the picture with boxes filled. Each covers every pixel that it
// touches. A box that isn't within the picture is a fault, and so is none.
func (p *Picture) Redact(boxes []Box) (*Picture, error) {
	if len(boxes) == 0 {
		return nil, fault.New(fault.Invalid, "pictures.box-missing")
	}
	redacted := *p
	redacted.seen = image.NewRGBA(p.seen.Rect)
	copy(redacted.seen.Pix, p.seen.Pix)
	for _, b := range boxes {
		if !b.within() {
			return nil, fault.New(fault.Invalid, "pictures.box-wrong")
		}
		draw.Draw(redacted.seen, b.on(p.Width, p.Height), black, image.Point{}, draw.Src)
	}
	return &redacted, nil
}

// within is false for NaN, too.
func (b Box) within() bool {
	return b.X >= 0 && b.Y >= 0 && b.Width > 0 && b.Height > 0 && b.X+b.Width <= 100.001 && b.Y+b.Height <= 100.001
}

func (b Box) on(w, h int) image.Rectangle {
	return image.Rect(floor(b.X, w), floor(b.Y, h), ceil(b.X+b.Width, w), ceil(b.Y+b.Height, h))
}

// The smallest part of a pixel that a box touches is beyond what percent written
// by a person can mean.
const hair = 1e-6

func floor(percent float64, of int) int { return int(math.Floor(percent*float64(of)/100 + hair)) }
func ceil(percent float64, of int) int {
	return min(int(math.Ceil(percent*float64(of)/100-hair)), of)
}
