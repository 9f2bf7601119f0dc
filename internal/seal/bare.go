package seal

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// Bare reports whether a picture's file has what is needed to see it and nothing
// beside: no place, time, number of a camera, small preview, remark, nor anything
// behind its end. It is a list of what may be there, as the page's script has one, and
// what it doesn't know isn't bare. [Strip] makes every picture bare.
func Bare(b []byte) bool {
	switch {
	case bytes.HasPrefix(b, []byte("\xFF\xD8\xFF")):
		return bareJPEG(b)
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1A\n")):
		return barePNG(b)
	case len(b) > 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP":
		return bareWebP(b)
	}
	return false
}

// jfif is how long the segment is that says how wide a pixel is, without a preview.
const jfif = 16

func bareJPEG(b []byte) bool {
	for at := 2; at+4 <= len(b) && b[at] == 0xFF; {
		marker := b[at+1]
		length := int(binary.BigEndian.Uint16(b[at+2:]))
		if length < 2 || at+2+length > len(b) {
			return false
		}
		switch {
		case marker >= 0xC0 && marker <= 0xCF, marker >= 0xDA && marker <= 0xDF: // tables, frames, scans
		case marker == 0xE0 && length == jfif, marker == 0xEE && length == 14: // pixels' shape, Adobe's note on colours
		case marker == 0xE1 && turnAlone(b[at+4:at+2+length]):
		default:
			return false
		}
		at += 2 + length
		if marker != 0xDA {
			continue
		}
		if at = scanEnd(b, at); bytes.Equal(b[at:], []byte{0xFF, 0xD9}) {
			return true
		}
	}
	return false
}

// scanEnd is the next marker after the data of a scan, or the end of the file.
func scanEnd(b []byte, at int) int {
	for ; at+1 < len(b); at++ {
		if next := b[at+1]; b[at] == 0xFF && next != 0 && next != 0xFF && (next < 0xD0 || next > 0xD7) {
			return at
		}
	}
	return len(b)
}

// turnAlone reports whether an EXIF segment says how a picture is turned, as the
// page's script leaves it, and nothing else: one entry and no further directory.
func turnAlone(segment []byte) bool {
	head := []byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00")
	return len(segment) == len(head)+7 && bytes.HasPrefix(segment, head) && bytes.Equal(segment[len(head)+1:], make([]byte, 6))
}

var pngParts = []string{"IHDR", "PLTE", "tRNS", "IDAT", "IEND", "sRGB", "gAMA", "cHRM", "sBIT"}

func barePNG(b []byte) bool {
	for at := 8; at+12 <= len(b); {
		length := int64(binary.BigEndian.Uint32(b[at:]))
		name := string(b[at+4 : at+8])
		if int64(at)+12+length > int64(len(b)) || !slices.Contains(pngParts, name) {
			return false
		}
		at += 12 + int(length)
		if name == "IEND" {
			return length == 0 && at == len(b)
		}
	}
	return false
}

var webpParts = []string{"VP8 ", "VP8L", "VP8X", "ALPH"}

func bareWebP(b []byte) bool {
	at := 12
	for at+8 <= len(b) {
		length := int64(binary.LittleEndian.Uint32(b[at+4:]))
		if int64(at)+8+length > int64(len(b)) || !slices.Contains(webpParts, string(b[at:at+4])) {
			return false
		}
		at += 8 + int(length+length%2)
	}
	return at == len(b) && int64(binary.LittleEndian.Uint32(b[4:])) == int64(len(b))-8
}
