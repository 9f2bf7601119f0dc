package pictures

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"

	"github.com/gen2brain/webp"
)

// Qualities of what is served: the usual ones at which the eye finds no fault at
// arm's length.
const (
	qualityJPEG = 80
	qualityWebP = 75
)

// A Size is a picture in a width, as it is served.
type Size struct {
	Width, Height int
	JPEG, WebP    []byte
}

// Sizes are the picture in some widths, which ascend. It is never enlarged: in
// place of the widths that are larger than it stands its own, once.
func (p *Picture) Sizes(widths ...int) ([]Size, error) {
	var all []Size
	for _, w := range widths {
		if w >= p.Width {
			w = p.Width
		}
		s, err := p.size(w)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
		if w == p.Width {
			break
		}
	}
	return all, nil
}

func (p *Picture) size(w int) (s Size, err error) {
	turn.Lock()
	defer turn.Unlock()
	img := p.seen
	if w < p.Width {
		img = shrink(p.seen, w, max(1, (p.Height*w+p.Width/2)/p.Width))
	}
	s = Size{Width: img.Rect.Dx(), Height: img.Rect.Dy()}
	if s.JPEG, err = encodeJPEG(img); err != nil {
		return s, err
	}
	var b bytes.Buffer
	if err := webp.Encode(&b, img, webp.Options{Quality: qualityWebP, Method: 4}); err != nil {
		return s, fmt.Errorf("encoding WebP: %w", err)
	}
	s.WebP = b.Bytes()
	return s, nil
}

// JPEG is the whole picture made anew.
func (p *Picture) JPEG() ([]byte, error) {
	turn.Lock()
	defer turn.Unlock()
	return encodeJPEG(p.seen)
}

func encodeJPEG(img *image.RGBA) ([]byte, error) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: qualityJPEG}); err != nil {
		return nil, fmt.Errorf("encoding JPEG: %w", err)
	}
	return b.Bytes(), nil
}
