package pictures

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"

	"adal/internal/fault"

	"github.com/gen2brain/webp"
)

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wants fails if err isn't a fault with a word.
func wants(t testing.TB, err error, kind fault.Kind, word string) {
	t.Helper()
	all := fault.Fields(err)
	if len(all) != 1 || all[0].Word != word || all[0].Kind != kind {
		t.Errorf("want %s %s, got %v", kind, word, err)
	}
}

// The four quarters of a picture, so that it shows how it was turned.
var (
	red, green = color.RGBA{200, 30, 30, 255}, color.RGBA{30, 160, 30, 255}
	blue, gold = color.RGBA{30, 30, 200, 255}, color.RGBA{220, 170, 20, 255}
)

// quarters is red and green above blue and gold.
func quarters(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := [2][2]color.RGBA{{red, green}, {blue, gold}}[2*y/h][2*x/w]
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

func asJPEG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	check(t, jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}))
	return b.Bytes()
}

func asPNG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	check(t, png.Encode(&b, img))
	return b.Bytes()
}

func asGIF(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	own := image.NewPaletted(img.Bounds(), color.Palette{red, green, blue, gold})
	draw.Draw(own, own.Rect, img, img.Bounds().Min, draw.Src)
	check(t, gif.Encode(&b, own, nil))
	return b.Bytes()
}

func asWebP(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	check(t, webp.Encode(&b, img, webp.Options{Quality: 90}))
	return b.Bytes()
}

// secret is what the tests hide in a file.
const secret = "43.65N 51.17E owner"

// anOrder is that of bytes in numbers.
type anOrder interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

// exif is an Exif segment as a telephone writes it (CIPA DC-008): how it was
// held, and a GPS directory.
func exif(order anOrder, orientation uint16) []byte {
	tiff := []byte("MM\x00\x2a")
	if order == anOrder(binary.LittleEndian) {
		tiff = []byte("II\x2a\x00")
	}
	u16 := func(n uint16) { tiff = order.AppendUint16(tiff, n) }
	u32 := func(n uint32) { tiff = order.AppendUint32(tiff, n) }
	u32(8) // where the first directory is
	u16(3) // it has three entries
	entry := func(tag, kind uint16, count uint32) { u16(tag); u16(kind); u32(count) }
	entry(0x010f, 2, 20) // the maker has 20 letters,
	u32(50)              // which are at 50
	entry(0x0112, 3, 1)  // the orientation is a number,
	u16(orientation)     // which stands here
	u16(0)
	entry(0x8825, 4, 1)                           // the GPS directory
	u32(70)                                       // is at 70
	u32(0)                                        // there is no second directory
	tiff = append(append(tiff, secret...), 0)     // 50: the maker
	u16(1)                                        // 70: the GPS directory has an entry
	entry(0x0001, 2, 2)                           // the half of the globe:
	tiff = append(tiff, 'N', 0, 0, 0, 0, 0, 0, 0) // the northern one
	body := append([]byte("Exif\x00\x00"), tiff...)
	segment := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(body)+2))
	return append(segment, body...)
}

// withExif is a JPEG file with an Exif segment after its beginning.
func withExif(jpeg, segment []byte) []byte {
	return append(append(append([]byte{}, jpeg[:2]...), segment...), jpeg[2:]...)
}

// chunk is a chunk of a PNG file.
func chunk(kind string, body []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(append(b, kind...), body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// bombPNG says that it has w by h pixels and has none.
func bombPNG(w, h uint32) []byte {
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
	return append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", append(head, 8, 6, 0, 0, 0))...)
}
