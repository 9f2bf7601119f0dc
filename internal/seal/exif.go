package seal

import (
	"bytes"
	"encoding/binary"
)

// The three formats carry the same EXIF block in different places. Each of these
// functions finds it and gives the orientation, or 1 ("as stored") when there is
// none or anything about it is odd: a wrong guess would only turn a picture.

// jpegOrientation looks at the APP1 segments before the picture data.
func jpegOrientation(b []byte) int {
	for at := 2; at+4 <= len(b) && b[at] == 0xFF; {
		marker := b[at+1]
		if marker == 0xFF { // fill byte
			at++
			continue
		}
		if marker == 0xDA || marker == 0xD9 { // picture data, end
			return 1
		}
		length := int(binary.BigEndian.Uint16(b[at+2:]))
		if length < 2 || at+2+length > len(b) {
			return 1
		}
		segment := b[at+4 : at+2+length]
		if block, ok := bytes.CutPrefix(segment, []byte("Exif\x00\x00")); marker == 0xE1 && ok {
			return orientation(block)
		}
		at += 2 + length
	}
	return 1
}

// pngOrientation looks for the eXIf chunk.
func pngOrientation(b []byte) int {
	for at := 8; at+12 <= len(b); {
		length := int(binary.BigEndian.Uint32(b[at:]))
		if length > len(b)-at-12 {
			return 1
		}
		if string(b[at+4:at+8]) == "eXIf" {
			return orientation(b[at+8 : at+8+length])
		}
		at += 12 + length
	}
	return 1
}

// webpOrientation looks for the EXIF chunk of the RIFF container.
func webpOrientation(b []byte) int {
	for at := 12; at+8 <= len(b); {
		length := int(binary.LittleEndian.Uint32(b[at+4:]))
		if length > len(b)-at-8 {
			return 1
		}
		if string(b[at:at+4]) == "EXIF" {
			block, _ := bytes.CutPrefix(b[at+8:at+8+length], []byte("Exif\x00\x00"))
			return orientation(block)
		}
		at += 8 + length + length%2
	}
	return 1
}

// orientation reads tag 0x0112 from the first directory of a TIFF block (TIFF 6.0,
// section 2): byte order, 42, offset; then entries of tag, type, count, value.
func orientation(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 1
	}
	directory := int64(order.Uint32(tiff[4:]))
	if directory+2 > int64(len(tiff)) {
		return 1
	}
	entries := tiff[directory+2:]
	for range order.Uint16(tiff[directory:]) {
		if len(entries) < 12 {
			return 1
		}
		const short = 3
		if order.Uint16(entries) == 0x0112 && order.Uint16(entries[2:]) == short {
			if value := int(order.Uint16(entries[8:])); value >= 1 && value <= 8 {
				return value
			}
			return 1
		}
		entries = entries[12:]
	}
	return 1
}
