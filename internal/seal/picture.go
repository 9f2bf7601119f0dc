package seal

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"path"
	"strings"

	"golang.org/x/image/webp"

	"adal/internal/fault"
)

// MaxPixels bounds a picture before it is decoded: 40 megapixels, which is 160 MB
// in memory while it is re-encoded.
const MaxPixels = 40_000_000

// A format is a kind of picture that we can decode.
type format struct {
	config      func([]byte) (image.Config, error)
	decode      func([]byte) (image.Image, error)
	orientation func([]byte) int
}

// formatOf looks at the first bytes, never at the name or the claimed type.
func formatOf(b []byte) (format, bool) {
	switch {
	case bytes.HasPrefix(b, []byte("\xFF\xD8\xFF")):
		return format{
			func(b []byte) (image.Config, error) { return jpeg.DecodeConfig(bytes.NewReader(b)) },
			func(b []byte) (image.Image, error) { return jpeg.Decode(bytes.NewReader(b)) },
			jpegOrientation,
		}, true
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1A\n")):
		return format{
			func(b []byte) (image.Config, error) { return png.DecodeConfig(bytes.NewReader(b)) },
			func(b []byte) (image.Image, error) { return png.Decode(bytes.NewReader(b)) },
			pngOrientation,
		}, true
	case len(b) > 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP":
		return format{
			func(b []byte) (image.Config, error) { return webp.DecodeConfig(bytes.NewReader(b)) },
			func(b []byte) (image.Image, error) { return webp.Decode(bytes.NewReader(b)) },
			webpOrientation,
		}, true
	}
	return format{}, false
}

// Strip re-encodes a JPEG, PNG or WebP picture from its pixels alone, so that
// nothing else the camera or the telephone wrote into it (place, time, serial
// number, a small preview of what was cut away) goes with the letter. The picture
// is first turned the way it was meant to be seen. A JPEG stays a JPEG, a PNG a
// PNG; WebP becomes a JPEG, or a PNG when it is transparent; name and type follow.
//
// Other files pass unchanged, with whatever they say about their author: the page
// must tell people so. A picture above [MaxPixels], or one that cannot be decoded,
// is a fault in the field "files" that gives its name.
//
// It needs up to some 300 MB of memory for the largest picture; a server
// lets it wait for a turn, see [Turns.Enter].
func Strip(f File) (File, error) {
	as, ok := formatOf(f.Content)
	if !ok {
		if isPicture(f.Type) {
			return File{}, fault.In("files", "seal.picture-unreadable", cleanName(f.Name))
		}
		return f, nil
	}
	size, err := as.config(f.Content)
	if err != nil || size.Width <= 0 || size.Height <= 0 {
		return File{}, fault.In("files", "seal.picture-unreadable", cleanName(f.Name))
	}
	if size.Height > MaxPixels/size.Width {
		return File{}, &fault.Error{
			Kind: fault.TooLarge, Field: "files", Word: "seal.picture-too-large",
			Args: []any{cleanName(f.Name), MaxPixels / 1_000_000},
		}
	}
	pixels, err := as.decode(f.Content)
	if err != nil {
		return File{}, fault.In("files", "seal.picture-unreadable", cleanName(f.Name))
	}
	return encodePicture(f, turn(pixels, as.orientation(f.Content)))
}

// isPicture reports whether the claimed type is one we would have decoded.
func isPicture(claimed string) bool {
	switch cleanType(claimed) {
	case "image/jpeg", "image/png", "image/webp":
		return true
	}
	return false
}

// encodePicture writes pixels in the format that suits where they came from.
func encodePicture(f File, pixels image.Image) (File, error) {
	var out bytes.Buffer
	var err error
	stem := strings.TrimSuffix(f.Name, path.Ext(f.Name))
	if asPNG := bytes.HasPrefix(f.Content, []byte("\x89PNG")) || !opaque(pixels); asPNG {
		f.Name, f.Type = stem+".png", "image/png"
		err = png.Encode(&out, pixels)
	} else {
		f.Name, f.Type = stem+".jpg", "image/jpeg"
		err = jpeg.Encode(&out, pixels, &jpeg.Options{Quality: 90})
	}
	if err != nil {
		// Neither encoder fails on a picture it could decode, except for sides
		// above its format's limit.
		return File{}, fault.In("files", "seal.picture-unreadable", cleanName(f.Name))
	}
	f.Content = out.Bytes()
	return f, nil
}

func opaque(m image.Image) bool {
	o, ok := m.(interface{ Opaque() bool })
	return ok && o.Opaque()
}
