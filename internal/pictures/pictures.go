// Package pictures takes in pictures that strangers made.
//
// The rule of the domain: of a file that comes in, nothing goes out but what can
// be seen. A picture is known by its content and never by its name, what it would
// cost is read from its header before it is decoded, and what is served is made
// anew of its pixels: where it was taken, by whom and with what, and whatever
// else was hidden in or behind it, is gone. One picture is decoded at a time, so
// that the memory of all of them is bounded by that of one.
package pictures

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"image"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"sync"

	"adal/internal/fault"

	"golang.org/x/image/webp"
)

// Words are those of the package's faults.
//
//go:embed words.toml
var Words embed.FS

// Bounds of what is taken in, which the words of the faults name.
const (
	MostBytes  = 25 * 1000 * 1000
	MostPixels = 40 * 1000 * 1000
	// Longest is the longer side of what is kept of a picture, in pixels: no page
	// shows more.
	Longest = 3000
	// memory bounds what decoding one picture may take, in bytes: one of 40
	// million pixels in four colours. What needs more for fewer pixels, such as
	// a progressive JPEG, is too large earlier.
	memory = 4 * MostPixels * 3 / 2
)

// A Picture is what can be seen of a file, upright and without anything else.
// What is see-through is white.
type Picture struct {
	Width, Height int    // in pixels, the longer at most Longest
	Format        string // it came in: "jpeg", "png", "gif" or "webp"
	Hash          string // SHA-256 of the file as it came, lower hex
	Look          Look   // as it came, whatever was redacted since

	seen *image.RGBA // opaque
}

// turn lets one picture be decoded or encoded at a time.
var turn sync.Mutex

// Read reads a picture. A file that is none, or not whole, or would cost too
// much is a fault, and nothing of it is decoded then.
func Read(data []byte) (*Picture, error) {
	if len(data) > MostBytes {
		return nil, fault.New(fault.TooLarge, "pictures.too-many-bytes")
	}
	return read(data, MostPixels)
}

// read is Read with a bound of its own.
func read(data []byte, pixels int) (*Picture, error) {
	h, err := readHeader(data)
	if err != nil {
		return nil, err
	}
	if int64(h.width)*int64(h.height) > int64(pixels) || h.cost > memory {
		return nil, fault.New(fault.TooLarge, "pictures.too-many-pixels")
	}
	turn.Lock()
	defer turn.Unlock()
	img, err := h.decode(bytes.NewReader(data))
	if err != nil || img.Bounds().Dx() != h.width || img.Bounds().Dy() != h.height {
		return nil, fault.New(fault.Invalid, "pictures.broken")
	}
	w, ht := within(h.width, h.height, Longest)
	seen := upright(shrink(img, w, ht), h.orientation)
	sum := sha256.Sum256(data)
	return &Picture{
		Width: seen.Rect.Dx(), Height: seen.Rect.Dy(), Format: h.format, Hash: hex.EncodeToString(sum[:]),
		Look: lookOf(seen), seen: seen,
	}, nil
}

// decode decodes the file of a header.
func (h header) decode(r *bytes.Reader) (image.Image, error) {
	switch h.format {
	case "jpeg":
		return jpeg.Decode(r)
	case "png":
		return png.Decode(r)
	case "gif":
		img, err := gif.Decode(r)
		if err != nil {
			return nil, err
		}
		// The first frame may be smaller than what it is shown on.
		whole := image.NewRGBA(image.Rect(0, 0, h.width, h.height))
		draw.Draw(whole, img.Bounds(), img, img.Bounds().Min, draw.Src)
		return whole, nil
	}
	img, err := webp.Decode(r)
	if err == nil {
		widen(img)
	}
	return img, err
}

// within are the sides of a picture whose longer one is at most so long.
func within(w, h, longest int) (width, height int) {
	switch {
	case w >= h && w > longest:
		return longest, max(1, (h*longest+w/2)/w)
	case h > w && h > longest:
		return max(1, (w*longest+h/2)/h), longest
	}
	return w, h
}
