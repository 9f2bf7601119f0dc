package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"os/exec"
	"testing"

	"github.com/chromedp/chromedp"
	_ "golang.org/x/image/webp" // to read back what stays a WebP
)

// The scene is 24 × 16: red top left corner, blue top right corner, white. Stored
// with EXIF orientation 6 ("row 0 is at the right, column 0 at the top") the
// file's corners are blue, white, red, white, and it is 16 × 24.
func storedScene() image.Image {
	m := image.NewRGBA(image.Rect(0, 0, 16, 24))
	for y := range 24 {
		for x := range 16 {
			m.SetRGBA(x, y, color.RGBA{255, 255, 255, 255})
			if x < 8 && y < 8 {
				m.SetRGBA(x, y, color.RGBA{0, 0, 255, 255})
			} else if x < 8 && y >= 16 {
				m.SetRGBA(x, y, color.RGBA{255, 0, 0, 255})
			}
		}
	}
	return m
}

const orientation6 = "MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00CANARY"

// scenes are the scene as the three formats, with a canary beside the pixels.
func scenes(t *testing.T) map[string][]byte {
	t.Helper()
	var asJPEG, asPNG bytes.Buffer
	if err := jpeg.Encode(&asJPEG, storedScene(), &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(&asPNG, storedScene()); err != nil {
		t.Fatal(err)
	}
	exif := "Exif\x00\x00" + orientation6
	app1 := string(binary.BigEndian.AppendUint16([]byte("\xFF\xD8\xFF\xE1"), uint16(len(exif)+2))) + exif
	text := binary.BigEndian.AppendUint32([]byte("tEXta\x00CANARY"), crc32.ChecksumIEEE([]byte("tEXta\x00CANARY")))
	asWebP, err := os.ReadFile("../internal/seal/testdata/scene.webp")
	if err != nil {
		t.Fatal(err)
	}
	const pngHeader = 33
	p := asPNG.Bytes()
	return map[string][]byte{
		"jpeg": []byte(app1 + "\xFF\xFE\x00\x08CANARY" + asJPEG.String()[2:] + "CANARY after the end"),
		"png":  []byte(string(p[:pngHeader]) + "\x00\x00\x00\x08" + string(text) + string(p[pngHeader:]) + "CANARY after the end"),
		"webp": asWebP,
	}
}

// browser starts Chromium with the picture module, or skips.
func browser(t *testing.T) context.Context {
	t.Helper()
	start(t) // skips without node_modules
	if _, err := exec.LookPath("chromium"); err != nil {
		t.Skip("Chromium is not installed: pictures are not checked in a browser")
	}
	js, err := bundlePage(writePage(t, `import * as picture from "SCRIPT/picture"; (globalThis as any).picture = picture;`))
	if err != nil {
		t.Fatal(err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox)
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatal(err)
	}
	evaluate[any](t, ctx, string(js))
	return ctx
}

// evaluate runs a script in the page; a promise is waited for.
func evaluate[T any](t *testing.T, ctx context.Context, script string) T {
	t.Helper()
	result, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	return result
}

type stripped struct {
	Name, Type string
	Content    []byte
	Fault      string
}

func strip(t *testing.T, ctx context.Context, name, kind string, content []byte) stripped {
	t.Helper()
	call := fmt.Sprintf(`(async () => {
		const bytes = Uint8Array.from(atob(%q), (c) => c.charCodeAt(0));
		try {
			const f = await picture.strip({ name: %q, type: %q, content: bytes });
			return JSON.stringify({ Name: f.name, Type: f.type, Content: btoa(String.fromCharCode(...f.content)) });
		} catch (err) { return JSON.stringify({ Fault: err.word + "" }); }
	})()`, base64.StdEncoding.EncodeToString(content), name, kind)
	var s stripped
	if err := json.Unmarshal([]byte(evaluate[string](t, ctx, call)), &s); err != nil {
		t.Fatal(err)
	}
	return s
}

func near(a color.Color, r, g, b uint32) bool {
	ar, ag, ab, _ := a.RGBA()
	far := func(x, y uint32) bool { return max(x>>8, y)-min(x>>8, y) > 40 }
	return !far(ar, r) && !far(ag, g) && !far(ab, b)
}

func TestStripInBrowser(t *testing.T) {
	ctx := browser(t)
	for format, content := range scenes(t) {
		f := strip(t, ctx, "а.б.x", "image/"+format, content)
		if bytes.Contains(f.Content, []byte("CANARY")) {
			t.Errorf("%s: what was written beside the pixels is still there", format)
		}
		want := map[string][2]string{
			"jpeg": {"а.б.jpg", "image/jpeg"}, "png": {"а.б.png", "image/png"}, "webp": {"а.б.jpg", "image/jpeg"},
		}[format]
		if f.Name != want[0] || f.Type != want[1] {
			t.Errorf("%s became %+v, want %v", format, f.Name+" "+f.Type+f.Fault, want)
		}
		m, _, err := image.Decode(bytes.NewReader(f.Content))
		if err != nil {
			t.Errorf("%s: %v", format, err)
			continue
		}
		if format == "png" { // without EXIF it stays as stored
			m = turnBack{m}
		}
		if b := m.Bounds(); b.Dx() != 24 || !near(m.At(3, 3), 255, 0, 0) || !near(m.At(20, 3), 0, 0, 255) || !near(m.At(3, 12), 255, 255, 255) {
			t.Errorf("%s: %v with corners %v %v", format, b, m.At(3, 3), m.At(20, 3))
		}
	}
	if f := strip(t, ctx, "a.pdf", "application/pdf", []byte("%PDF")); string(f.Content) != "%PDF" || f.Name != "a.pdf" {
		t.Errorf("a PDF became %+v", f)
	}
	same(t, "fault", strip(t, ctx, "a.jpg", "image/jpeg", []byte("no picture")).Fault, "picture-unreadable")
	huge := scenes(t)["png"]
	binary.BigEndian.PutUint32(huge[16:], 40_000_001)
	binary.BigEndian.PutUint32(huge[20:], 1)
	same(t, "fault", strip(t, ctx, "a.png", "image/png", huge).Fault, "picture-too-large")
}

// turnBack shows a picture stored under orientation 6 upright.
type turnBack struct{ image.Image }

func (t turnBack) Bounds() image.Rectangle { return image.Rect(0, 0, 24, 16) }
func (t turnBack) At(x, y int) color.Color { return t.Image.At(y, 23-x) }

// A browser that resists fingerprinting hands out noise for a canvas; then the
// pixels stay untouched and only the rest goes.
func TestStripWithoutCanvas(t *testing.T) {
	ctx := browser(t)
	lie := `CanvasRenderingContext2D.prototype.getImageData = (x, y, w, h) => {
		const d = new ImageData(w, h); d.data.fill(255); return d; }; 0`
	evaluate[int](t, ctx, lie)
	all := scenes(t)
	for format, content := range all {
		f := strip(t, ctx, "a."+format, "image/"+format, content)
		if f.Type != "image/"+format || len(f.Content) == 0 {
			t.Fatalf("%s became %+v", format, f)
		}
		if bytes.Contains(f.Content, []byte("CANARY")) {
			t.Errorf("%s: what was written beside the pixels is still there", format)
		}
		want, _, err1 := image.Decode(bytes.NewReader(content))
		got, _, err2 := image.Decode(bytes.NewReader(f.Content))
		if err1 != nil || err2 != nil {
			t.Errorf("%s: %v, %v", format, err1, err2)
			continue
		}
		for y := range want.Bounds().Dy() {
			for x := range want.Bounds().Dx() {
				if got.At(x, y) != want.At(x, y) {
					t.Fatalf("%s: the pixel at %d, %d changed", format, x, y)
				}
			}
		}
		if kept := bytes.Contains(f.Content, []byte(orientation6[:20])); kept != (format == "jpeg") {
			t.Errorf("%s: orientation kept: %v", format, kept)
		}
	}
}
