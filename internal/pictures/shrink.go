package pictures

import (
	"image"
	"image/color"
	"image/draw"
)

// shrink makes a picture smaller: each new pixel is the mean of what it covers,
// exactly. It holds a row of the picture and one of the sums, so that it costs no
// memory besides what it returns. A picture is never enlarged.
func shrink(src image.Image, w, h int) *image.RGBA {
	b := src.Bounds()
	sw, sh := b.Dx(), b.Dy()
	w, h = min(w, sw), min(h, sh)
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	row, across, sums := image.NewRGBA(image.Rect(0, 0, sw, 1)), make([]uint64, 3*w), make([]uint64, 3*w)
	// Distances are counted in parts of which a pixel of src has as many as the
	// new picture has pixels, and a new pixel as many as src has.
	y, room := 0, sh
	for sy := range sh {
		readRow(row, src, b.Min.X, b.Min.Y+sy)
		narrow(across, row.Pix, sw, w)
		for left := h; left > 0; {
			take := min(left, room)
			for i, v := range across {
				sums[i] += v * uint64(take)
			}
			left -= take
			if room -= take; room == 0 {
				writeRow(out.Pix[y*out.Stride:], sums, uint64(sw)*uint64(sh))
				y, room = y+1, sh
			}
		}
	}
	return out
}

// readRow draws a row of a picture on white.
func readRow(row *image.RGBA, src image.Image, x, y int) {
	for i := range row.Pix {
		row.Pix[i] = 0xff
	}
	draw.Draw(row, row.Rect, src, image.Pt(x, y), draw.Over)
}

// narrow sums up what each of w pixels covers of a row of sw.
func narrow(across []uint64, pix []uint8, sw, w int) {
	clear(across)
	i, room := 0, sw
	for x := range sw {
		p := pix[4*x : 4*x+3 : 4*x+3]
		for left := w; left > 0; {
			take := min(left, room)
			across[i] += uint64(p[0]) * uint64(take)
			across[i+1] += uint64(p[1]) * uint64(take)
			across[i+2] += uint64(p[2]) * uint64(take)
			left -= take
			if room -= take; room == 0 {
				i, room = i+3, sw
			}
		}
	}
}

// writeRow writes the means of a row and begins the next one.
func writeRow(pix []uint8, sums []uint64, area uint64) {
	for i, at := 0, 0; i < len(sums); i, at = i+3, at+4 {
		for c := range 3 {
			pix[at+c] = uint8((sums[i+c] + area/2) / area)
			sums[i+c] = 0
		}
		pix[at+3] = 0xff
	}
}

// upright turns a picture as Exif says that it was held: 1 is upright, 3 head
// over, 6 to be turned clockwise and 8 against it; the others are mirrored.
func upright(src *image.RGBA, orientation int) *image.RGBA {
	if orientation == 1 {
		return src
	}
	w, h := src.Rect.Dx(), src.Rect.Dy()
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	if orientation >= 5 {
		out = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			to := turned(orientation, x, y, w, h)
			copy(out.Pix[out.PixOffset(to.X, to.Y):][:4], src.Pix[src.PixOffset(x, y):][:4])
		}
	}
	return out
}

// turned is where a pixel of a picture of w by h belongs.
func turned(orientation, x, y, w, h int) image.Point {
	switch orientation {
	case 2:
		return image.Pt(w-1-x, y)
	case 3:
		return image.Pt(w-1-x, h-1-y)
	case 4:
		return image.Pt(x, h-1-y)
	case 5:
		return image.Pt(y, x)
	case 6:
		return image.Pt(h-1-y, x)
	case 7:
		return image.Pt(h-1-y, w-1-x)
	case 8:
		return image.Pt(y, w-1-x)
	}
	return image.Pt(x, y)
}

// widen gives the colours of a lossy WebP picture, which lie within 16 to 235 and
// 16 to 240 (ITU-R BT.601), the whole range that Go takes them to have.
func widen(img image.Image) {
	var planes *image.YCbCr
	switch img := img.(type) {
	case *image.YCbCr:
		planes = img
	case *image.NYCbCrA:
		planes = &img.YCbCr
	default:
		return
	}
	var light, tint [256]uint8
	for i := range 256 {
		light[i] = clamp((i-16)*255, 219)
		tint[i] = clamp((i-128)*255+128*224, 224)
	}
	for i, v := range planes.Y {
		planes.Y[i] = light[v]
	}
	for _, plane := range [][]uint8{planes.Cb, planes.Cr} {
		for i, v := range plane {
			plane[i] = tint[v]
		}
	}
}

// clamp is a fraction as a byte.
func clamp(n, of int) uint8 { return uint8(min(max((n+of/2)/of, 0), 255)) }

// grey is how light a pixel is.
func grey(c color.RGBA) int { return (299*int(c.R) + 587*int(c.G) + 114*int(c.B)) / 1000 }
