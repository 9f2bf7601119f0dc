package seal

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/jpeg"
	"image/png"
	"os"
	"testing"
)

// plainPictures are pictures with nothing beside their pixels.
func plainPictures(t *testing.T) map[string][]byte {
	t.Helper()
	m := picture(24, 16, stored[1])
	var asJPEG, asPNG bytes.Buffer
	if err := jpeg.Encode(&asJPEG, m, nil); err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(&asPNG, m); err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{"jpeg": asJPEG.Bytes(), "png": asPNG.Bytes()}
}

// TestBare takes what an encoder of pixels makes, and refuses everything that says
// more, also behind the end.
func TestBare(t *testing.T) {
	m := picture(24, 16, stored[1])
	block := exifBlock(binary.BigEndian, 6)
	scene, err := os.ReadFile("testdata/scene.webp")
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{"jpeg": jpegWith(t, m, block), "png": pngWith(t, m, block), "webp": scene, "gif": []byte("GIF89a"), "": nil} {
		if Bare(b) {
			t.Errorf("a %s with a canary is taken for bare", name)
		}
	}
	for name, b := range plainPictures(t) {
		if !Bare(b) {
			t.Errorf("a plain %s isn't bare", name)
		}
		for _, more := range []string{"CANARY", "\xFF\xD9", "\x00"} {
			if Bare(append(bytes.Clone(b), more...)) {
				t.Errorf("a %s with %q behind its end is taken for bare", name, more)
			}
		}
		for n := range b {
			if Bare(b[:n]) {
				t.Errorf("the first %d bytes of a %s are taken for a whole one", n, name)
			}
		}
	}
}

// TestBareTurn takes of EXIF the one entry that says how a picture is turned.
func TestBareTurn(t *testing.T) {
	plain := plainPictures(t)["jpeg"]
	turned := func(block string) []byte {
		segment := "Exif\x00\x00" + block
		head := binary.BigEndian.AppendUint16([]byte("\xFF\xD8\xFF\xE1"), uint16(len(segment)+2))
		return bytes.Join([][]byte{head, []byte(segment), plain[2:]}, nil)
	}
	const six = "MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00"
	if !Bare(turned(six)) {
		t.Error("a picture that says how it is turned isn't bare")
	}
	for _, more := range []string{six + "CANARY", six[:len(six)-4] + "\x00\x00\x00\x09", "II*\x00" + six[4:]} {
		if Bare(turned(more)) {
			t.Errorf("%q is taken for bare", more)
		}
	}
}

// TestStripIsBare holds that what is stripped is bare.
func TestStripIsBare(t *testing.T) {
	block := exifBlock(binary.LittleEndian, 3)
	for _, b := range [][]byte{jpegWith(t, picture(24, 16, stored[3]), block), pngWith(t, picture(24, 16, stored[3]), block)} {
		f, err := Strip(File{Name: "a", Content: b})
		if err != nil || !Bare(f.Content) {
			t.Errorf("stripped, it isn't bare: %v", err)
		}
		if _, _, err := image.Decode(bytes.NewReader(f.Content)); err != nil {
			t.Error(err)
		}
	}
}

// FuzzBare holds that what is bare can be walked to its end, and that a byte more is
// too many.
func FuzzBare(f *testing.F) {
	var asJPEG bytes.Buffer
	if err := jpeg.Encode(&asJPEG, picture(24, 16, stored[1]), nil); err != nil {
		f.Fatal(err)
	}
	f.Add(asJPEG.Bytes())
	f.Add([]byte("\x89PNG\r\n\x1A\n\x00\x00\x00\x00IEND\xae\x42\x60\x82"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if Bare(b) && Bare(append(bytes.Clone(b), 0)) {
			t.Errorf("%q may be followed by anything", b)
		}
	})
}
