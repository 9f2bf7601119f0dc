package pictures

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"

	"adal/internal/fault"

	"golang.org/x/image/webp"
)

// A header is what a file says of its picture before it is decoded.
type header struct {
	format        string
	width, height int
	orientation   int   // as Exif has it, 1 to 8
	cost          int64 // bytes that decoding takes at most
}

// kinds are the formats by how their files begin.
var kinds = []struct {
	format, magic string // a ? stands for any byte
	config        func(*bytes.Reader) (image.Config, error)
}{
	{"jpeg", "\xff\xd8\xff", func(r *bytes.Reader) (image.Config, error) { return jpeg.DecodeConfig(r) }},
	{"png", "\x89PNG\r\n\x1a\n", func(r *bytes.Reader) (image.Config, error) { return png.DecodeConfig(r) }},
	{"gif", "GIF8?a", func(r *bytes.Reader) (image.Config, error) { return gif.DecodeConfig(r) }},
	{"webp", "RIFF????WEBPVP8", func(r *bytes.Reader) (image.Config, error) { return webp.DecodeConfig(r) }},
}

// readHeader knows a file by its content.
func readHeader(data []byte) (h header, err error) {
	for _, k := range kinds {
		if !begins(data, k.magic) {
			continue
		}
		c, err := k.config(bytes.NewReader(data))
		if err != nil || c.Width < 1 || c.Height < 1 {
			return h, fault.New(fault.Invalid, "pictures.broken")
		}
		h = header{format: k.format, width: c.Width, height: c.Height, orientation: 1}
		h.cost = int64(c.Width) * int64(c.Height) * bytesOf(c.ColorModel)
		switch k.format {
		case "jpeg":
			h.readJPEG(data)
		case "webp":
			h.readWebP(data)
		}
		return h, nil
	}
	return h, fault.New(fault.Invalid, "pictures.no-picture")
}

func begins(data []byte, magic string) bool {
	if len(data) < len(magic) {
		return false
	}
	for i := range len(magic) {
		if magic[i] != '?' && magic[i] != data[i] {
			return false
		}
	}
	return true
}

// bytesOf is how many bytes a pixel of a model takes when it is decoded.
func bytesOf(m color.Model) int64 {
	switch m {
	case color.GrayModel, color.AlphaModel:
		return 1
	case color.Gray16Model, color.Alpha16Model:
		return 2
	case color.RGBA64Model, color.NRGBA64Model:
		return 8
	case color.YCbCrModel:
		return 3
	}
	return 4
}

// readJPEG reads the segments of a JPEG file (ITU-T T.81, annex B) up to its
// pixels: how it is turned, and what it costs to put a progressive one together,
// whose coefficients take four bytes each until the last of them has come.
func (h *header) readJPEG(data []byte) {
	for at := 2; at+4 <= len(data) && data[at] == 0xff; {
		marker := data[at+1]
		if marker == 0xff { // a fill byte
			at++
			continue
		}
		end := at + 2 + int(binary.BigEndian.Uint16(data[at+2:]))
		if marker == 0xda || end > len(data) || end < at+4 { // the pixels begin
			return
		}
		segment := data[at+4 : end]
		switch {
		case marker == 0xe1 && h.orientation == 1:
			h.orientation = orientationOf(segment)
		case marker == 0xc2 && len(segment) >= 6:
			h.cost = int64(h.width) * int64(h.height) * samples(segment) * 5 / 100
		}
		at = end
	}
}

// samples is how many samples there are for a hundred pixels, of what a frame's
// header says of its components: 300 if each has as many as the picture has
// pixels, 150 if the two of colour have half as many on each side.
func samples(frame []byte) (sum int64) {
	most := [2]int64{1, 1}
	components := frame[6:]
	components = components[:min(len(components), 3*int(frame[5]))/3*3]
	for i := 1; i < len(components); i += 3 {
		across, down := int64(components[i]>>4), int64(components[i]&15)
		most = [2]int64{max(most[0], across), max(most[1], down)}
		sum += across * down
	}
	return sum * 100 / (most[0] * most[1])
}

// readWebP reads the sizes of the chunks that are decoded: what a file says of
// its canvas needn't be what is drawn on it.
func (h *header) readWebP(data []byte) {
	for at := 12; at+18 <= len(data); {
		size := int(binary.LittleEndian.Uint32(data[at+4:]))
		body := data[at+8:]
		var w, ht int
		switch string(data[at : at+4]) {
		case "VP8 ": // RFC 6386, section 9.1
			w, ht = int(binary.LittleEndian.Uint16(body[6:]))&0x3fff, int(binary.LittleEndian.Uint16(body[8:]))&0x3fff
		case "VP8L": // RFC 9649, section 3.4
			bits := binary.LittleEndian.Uint32(body[1:])
			w, ht = int(bits&0x3fff)+1, int(bits>>14&0x3fff)+1
		}
		h.cost = max(h.cost, int64(w)*int64(ht)*5)
		if size < 0 || size > len(data) {
			return
		}
		at += 8 + size + size&1
	}
}

// orientationOf is the orientation of an Exif segment (CIPA DC-008, tag 0x0112);
// 1 if it says none that there is.
func orientationOf(segment []byte) int {
	tiff, ok := bytes.CutPrefix(segment, []byte("Exif\x00\x00"))
	if !ok || len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if string(tiff[:2]) == "II" {
		order = binary.LittleEndian
	}
	at := int(order.Uint32(tiff[4:]))
	if at < 8 || at+2 > len(tiff) {
		return 1
	}
	entries := int(order.Uint16(tiff[at:]))
	for i := range entries {
		e := at + 2 + 12*i
		if e+12 > len(tiff) {
			return 1
		}
		if order.Uint16(tiff[e:]) == 0x0112 {
			if o := int(order.Uint16(tiff[e+8:])); o >= 1 && o <= 8 {
				return o
			}
			return 1
		}
	}
	return 1
}
