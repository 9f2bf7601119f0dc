package e2e

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"
)

// place is the latitude that the picture of a test carries, as its camera wrote
// it: 43° 39′ 7.25″ in the rationals of Exif 2.32, section 4.6.6.
var place = []byte{43, 0, 0, 0, 1, 0, 0, 0, 39, 0, 0, 0, 1, 0, 0, 0, 0xd5, 2, 0, 0, 100, 0, 0, 0}

// photo writes a JPEG that says where it was taken and by which camera.
func photo(t *testing.T) (file string) {
	t.Helper()
	picture := image.NewRGBA(image.Rect(0, 0, 160, 120))
	for i := range picture.Pix {
		picture.Set(i%160, i/160%120, color.RGBA{uint8(i), uint8(i / 160), 90, 255})
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture, nil); err != nil {
		t.Fatal(err)
	}
	plain := b.Bytes()
	var with bytes.Buffer
	with.Write(plain[:2]) // the start of the image
	with.Write([]byte{0xff, 0xe1})
	exif := exifWithPlace()
	binary.Write(&with, binary.BigEndian, uint16(len(exif)+2))
	with.Write(exif)
	with.Write(plain[2:])
	return write(t, "дала.jpg", with.Bytes())
}

// exifWithPlace is an Exif segment with the camera's name and a latitude.
func exifWithPlace() []byte {
	var b bytes.Buffer
	b.WriteString("Exif\x00\x00")
	entry := func(tag, kind uint16, count, value uint32) {
		for _, v := range []any{tag, kind, count, value} {
			binary.Write(&b, binary.LittleEndian, v)
		}
	}
	b.WriteString("II*\x00")
	binary.Write(&b, binary.LittleEndian, uint32(8)) // where the first directory is
	binary.Write(&b, binary.LittleEndian, uint16(2))
	entry(0x010f, 2, uint32(len(camera)), 68) // Make
	entry(0x8825, 4, 1, 38)                   // the directory of the place
	binary.Write(&b, binary.LittleEndian, uint32(0))
	binary.Write(&b, binary.LittleEndian, uint16(1))
	entry(0x0002, 5, 3, 100) // GPSLatitude
	binary.Write(&b, binary.LittleEndian, uint32(0))
	b.Write(make([]byte, 68-(b.Len()-6)))
	b.WriteString(camera)
	b.Write(make([]byte, 100-(b.Len()-6)))
	b.Write(place)
	return b.Bytes()
}

const camera = "Adal test camera 0815\x00"

// paper writes a PDF of one empty page.
func paper(t *testing.T) (file string, content []byte) {
	t.Helper()
	content = []byte("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n" +
		"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\n" +
		"trailer<</Root 1 0 R>>\n%%EOF\n")
	return write(t, "құжат.pdf", content), content
}

// noise writes a file of random bytes, which nothing makes smaller.
func noise(t *testing.T, name string, size int) (file string, content []byte) {
	t.Helper()
	content = make([]byte, size)
	rand.Read(content) // never fails; it ends the program instead
	return write(t, name, content), content
}

func write(t *testing.T, name string, content []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}
