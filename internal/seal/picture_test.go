package seal

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"testing"

	"adal/internal/fault"
)

// The scene is 24 × 16 with a red top left corner and a blue top right corner,
// large enough to survive JPEG; everything else is white.
var red, blue, white = color.RGBA{255, 0, 0, 255}, color.RGBA{0, 0, 255, 255}, color.RGBA{255, 255, 255, 255}

// stored is the scene as a camera stores it under each orientation, by the table
// of EXIF 2.32 (tag 0x0112): where the first row and the first column of the file
// are in the scene. The colours are those of the file's corners: top left, top
// right, bottom left, bottom right.
var stored = map[int][4]color.RGBA{
	1: {red, blue, white, white}, // row 0 at the top, column 0 at the left
	2: {blue, red, white, white}, // top, right
	3: {white, white, blue, red}, // bottom, right
	4: {white, white, red, blue}, // bottom, left
	5: {red, white, blue, white}, // left, top
	6: {blue, white, red, white}, // right, top
	7: {white, blue, white, red}, // right, bottom
	8: {white, red, white, blue}, // left, bottom
}

// picture paints a picture with these corners.
func picture(width, height int, corners [4]color.RGBA) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			c := white
			left, right, top, bottom := x < 8, x >= width-8, y < 8, y >= height-8
			switch {
			case left && top:
				c = corners[0]
			case right && top:
				c = corners[1]
			case left && bottom:
				c = corners[2]
			case right && bottom:
				c = corners[3]
			}
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

// exifBlock is a TIFF block with the orientation and a canary in a second entry.
func exifBlock(order binary.AppendByteOrder, orientation int) []byte {
	b := []byte("II*\x00")
	if order == binary.AppendByteOrder(binary.BigEndian) {
		b = []byte("MM\x00*")
	}
	b = order.AppendUint32(b, 8)
	b = order.AppendUint16(b, 2)
	b = order.AppendUint16(b, 0x010F) // maker: text, 8 bytes at 38
	b = order.AppendUint16(b, 2)
	b = order.AppendUint32(b, 8)
	b = order.AppendUint32(b, 38)
	b = order.AppendUint16(b, 0x0112)
	b = order.AppendUint16(b, 3)
	b = order.AppendUint32(b, 1)
	b = order.AppendUint16(b, uint16(orientation))
	b = append(b, 0, 0, 0, 0, 0, 0)
	return append(b, "CANARY!\x00"...)
}

func jpegWith(t testing.TB, m image.Image, exif []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, m, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	segment := append([]byte("Exif\x00\x00"), exif...)
	head := binary.BigEndian.AppendUint16([]byte("\xFF\xD8\xFF\xE1"), uint16(len(segment)+2))
	comment := []byte("\xFF\xFE\x00\x08CANARY")
	return bytes.Join([][]byte{head, segment, comment, out.Bytes()[2:]}, nil)
}

func pngWith(t testing.TB, m image.Image, exif []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, m); err != nil {
		t.Fatal(err)
	}
	chunk := func(name string, data []byte) []byte {
		b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
		b = append(append(b, name...), data...)
		return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
	}
	const header = 8 + 25 // signature and IHDR
	b := out.Bytes()
	return bytes.Join([][]byte{b[:header], chunk("eXIf", exif), chunk("tEXt", []byte("a\x00CANARY")), b[header:]}, nil)
}

func near(a color.Color, b color.RGBA) bool {
	r, g, bl, _ := a.RGBA()
	diff := func(x uint32, y uint8) int { return max(int(x>>8)-int(y), int(y)-int(x>>8)) }
	return diff(r, b.R) < 40 && diff(g, b.G) < 40 && diff(bl, b.B) < 40
}

// wantScene checks that a stripped picture shows the scene upright and nothing
// of the canary.
func wantScene(t *testing.T, f File) {
	t.Helper()
	if bytes.Contains(f.Content, []byte("CANARY")) || bytes.Contains(f.Content, []byte("Exif")) {
		t.Error("what was written beside the pixels is still there")
	}
	m, _, err := image.Decode(bytes.NewReader(f.Content))
	if err != nil {
		t.Fatal(err)
	}
	if b := m.Bounds(); b.Dx() != 24 || b.Dy() != 16 {
		t.Fatalf("the picture is %v, want 24 × 16", b)
	}
	if !near(m.At(3, 3), red) || !near(m.At(20, 3), blue) || !near(m.At(3, 12), white) || !near(m.At(20, 12), white) {
		t.Errorf("corners are %v %v %v %v, want red, blue, white, white", m.At(3, 3), m.At(20, 3), m.At(3, 12), m.At(20, 12))
	}
}

func TestStripTurns(t *testing.T) {
	for o, corners := range stored {
		width, height := 24, 16
		if o >= 5 {
			width, height = 16, 24
		}
		m := picture(width, height, corners)
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			f, err := Strip(File{"фото.jpeg", "image/jpeg", jpegWith(t, m, exifBlock(order, o))})
			if err != nil || f.Name != "фото.jpg" || f.Type != "image/jpeg" {
				t.Fatalf("orientation %d: %s %s %v", o, f.Name, f.Type, err)
			}
			wantScene(t, f)
		}
		f, err := Strip(File{"a.png", "application/octet-stream", pngWith(t, m, exifBlock(binary.BigEndian, o))})
		if err != nil || f.Name != "a.png" || f.Type != "image/png" {
			t.Fatalf("orientation %d: %s %s %v", o, f.Name, f.Type, err)
		}
		wantScene(t, f)
	}
}

// Two WebP pictures made by libwebp from the scene: testdata/README.md.
func TestStripWebP(t *testing.T) {
	for name, want := range map[string]string{"scene.webp": "image/jpeg", "glass.webp": "image/png"} {
		b, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		f, err := Strip(File{name, "image/webp", b})
		if err != nil || f.Type != want {
			t.Fatalf("%s: %s, %v; want %s", name, f.Type, err, want)
		}
		if name == "scene.webp" {
			wantScene(t, f)
		}
	}
}

func TestStripFaults(t *testing.T) {
	good := pngWith(t, picture(24, 16, stored[1]), nil)
	huge := bytes.Clone(good)
	binary.BigEndian.PutUint32(huge[16:], 1_000_000)
	binary.BigEndian.PutUint32(huge[20:], 41)
	binary.BigEndian.PutUint32(huge[29:], crc32.ChecksumIEEE(huge[12:29]))
	tests := []struct {
		f    File
		word string
	}{
		{File{"a.jpg", "image/jpeg", []byte("no picture")}, "seal.picture-unreadable"},
		{File{"a.jpg", "image/jpeg", nil}, "seal.picture-unreadable"},
		{File{"a.png", "image/png", good[:60]}, "seal.picture-unreadable"},
		{File{"a.bin", "", good[:20]}, "seal.picture-unreadable"},
		{File{"a.png", "image/png", huge}, "seal.picture-too-large"},
	}
	for _, tt := range tests {
		var f *fault.Error
		if _, err := Strip(tt.f); !errors.As(err, &f) || f.Word != tt.word || f.Field != "files" {
			t.Errorf("%s, %d bytes: %v, want %s", tt.f.Name, len(tt.f.Content), err, tt.word)
		}
	}
	pdf := File{"a.pdf", "application/pdf", []byte("%PDF-1.7")}
	if f, err := Strip(pdf); err != nil || !bytes.Equal(f.Content, pdf.Content) || f.Name != pdf.Name {
		t.Errorf("a PDF was changed: %v", err)
	}
}

func FuzzStrip(f *testing.F) {
	m := picture(16, 16, stored[1])
	f.Add(jpegWith(f, m, exifBlock(binary.LittleEndian, 6)))
	f.Add(pngWith(f, m, exifBlock(binary.BigEndian, 8)))
	f.Add([]byte("RIFF\x10\x00\x00\x00WEBPVP8 "))
	f.Fuzz(func(t *testing.T, b []byte) {
		// Orientation is read from outside bytes whether or not they decode.
		for _, o := range []int{jpegOrientation(b), pngOrientation(b), webpOrientation(b), orientation(b)} {
			if o < 1 || o > 8 {
				t.Errorf("orientation %d", o)
			}
		}
		if as, ok := formatOf(b); ok {
			if c, err := as.config(b); err != nil || c.Width*c.Height > 1<<16 {
				return // large pictures only make the fuzzer slow
			}
		}
		Strip(File{"a", "", b})
	})
}
