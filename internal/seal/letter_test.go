package seal

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"adal/internal/fault"
	"adal/internal/i18n"
)

// The buckets of the specification, hand-written.
func TestBucket(t *testing.T) {
	tests := []struct{ n, want int }{
		{0, 16384}, {1, 16384}, {16384, 16384}, {16385, 65536}, {65536, 65536}, {65537, 262144},
		{262145, 1048576}, {1048577, 4194304}, {4194305, 16777216}, {16777216, 16777216},
		{16777217, 33554432}, {33554433, 50331648}, {50331649, 67108864},
	}
	for _, tt := range tests {
		if got := Bucket(tt.n); got != tt.want {
			t.Errorf("Bucket(%d) = %d, want %d", tt.n, got, tt.want)
		}
	}
}

// aLetter draws a letter in the form that Unpack gives back.
func aLetter(t *rapid.T) Letter {
	l := Letter{
		Lang: rapid.SampledFrom(i18n.Langs).Draw(t, "lang"),
		Kind: rapid.SampledFrom([]Kind{Report, Question, Answer, Message}).Draw(t, "kind"),
		Text: plainLines(rapid.StringN(0, 400, -1).Draw(t, "text")),
	}
	for range rapid.IntRange(0, 4).Draw(t, "files") {
		name := rapid.String().Draw(t, "name") + rapid.SampledFrom([]string{"", ".jpg", ".PDF", ".exe"}).Draw(t, "ext")
		l.Files = append(l.Files, File{
			Name:    cleanName(name),
			Type:    rapid.SampledFrom([]string{"image/jpeg", "application/octet-stream"}).Draw(t, "type"),
			Content: rapid.SliceOfN(rapid.Byte(), 0, 1100).Draw(t, "content"),
		})
	}
	return l
}

func TestPackUnpack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := aLetter(t)
		packed, err := Pack(want)
		if err != nil {
			t.Fatal(err)
		}
		if len(packed) != Bucket(len(packed)) {
			t.Fatalf("%d bytes is no bucket", len(packed))
		}
		got, err := Unpack(packed)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("Unpack(Pack(l)) (-want +got):\n%s", diff)
		}
	})
}

// Go's tar reader is the reference: it must see what we say is there.
func TestPackIsTar(t *testing.T) {
	l := Letter{i18n.KK, Report, "Бір жол\r\nекінші\r", []File{
		{"../фото\u202egpj.JPG", "Image/JPEG; q=1", []byte("pixels")}, {"", "", nil},
	}}
	packed, err := Pack(l)
	if err != nil {
		t.Fatal(err)
	}
	want := []struct{ name, content string }{
		{"letter.json", `{"v":1,"lang":"kk","kind":"report","files":[` +
			`{"path":"1.jpg","name":"..фотоgpj.JPG","type":"image/jpeg","size":6},` +
			`{"path":"2.bin","name":"file","type":"application/octet-stream","size":0}]}`},
		{"letter.txt", "Бір жол\nекінші\n"}, {"1.jpg", "pixels"}, {"2.bin", ""},
	}
	r := tar.NewReader(bytes.NewReader(packed))
	for _, w := range want {
		h, err := r.Next()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil || h.Name != w.name || string(content) != w.content {
			t.Errorf("%s: %q, %v; want %s: %q", h.Name, content, err, w.name, w.content)
		}
		if h.Uid != 0 || h.Uname != "" || h.ModTime.Unix() != 0 {
			t.Errorf("%s tells who or when: %+v", h.Name, h)
		}
	}
	if _, err := r.Next(); err != io.EOF {
		t.Errorf("after the last file: %v, want io.EOF", err)
	}
}

// Promise 5 of the reception: a report of 10 letters and one of 3,000 are stored
// with the same number of bytes.
func TestEqualLengths(t *testing.T) {
	to := someone(t).Recipient()
	var lengths []int
	for _, n := range []int{10, 3000} {
		sealed, err := SealLetter(Letter{Lang: i18n.KK, Kind: Report, Text: strings.Repeat("ң", n)}, to)
		if err != nil {
			t.Fatal(err)
		}
		lengths = append(lengths, len(sealed))
	}
	if lengths[0] != lengths[1] {
		t.Errorf("10 letters: %d bytes, 3,000 letters: %d", lengths[0], lengths[1])
	}
}

func TestLimits(t *testing.T) {
	full := Letter{Lang: i18n.RU, Kind: Message, Text: strings.Repeat("ё", MaxText)}
	for range MaxFiles {
		full.Files = append(full.Files, File{"a.mp4", "video/mp4", make([]byte, MaxContent/MaxFiles)})
	}
	id := someone(t)
	sealed, err := SealLetter(full, id.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	if len(sealed) > MaxSealed || len(sealed) < MaxPacked {
		t.Errorf("the largest letter has %d bytes, want %d to %d", len(sealed), MaxPacked, MaxSealed)
	}
	if l, err := OpenLetter(id, sealed); err != nil || len(l.Files) != MaxFiles {
		t.Errorf("OpenLetter of the largest letter: %d files, %v", len(l.Files), err)
	}

	tests := []struct {
		word   string
		change func(*Letter)
		kind   fault.Kind
	}{
		{"seal.text-too-long", func(l *Letter) { l.Text += "!" }, fault.TooLarge},
		{"seal.text-not-text", func(l *Letter) { l.Text = "\xff" }, fault.Invalid},
		{"seal.files-too-many", func(l *Letter) { l.Files = append(l.Files, File{}) }, fault.TooLarge},
		{"seal.files-too-large", func(l *Letter) { l.Files = []File{{Content: make([]byte, MaxContent+1)}} }, fault.TooLarge},
	}
	for _, tt := range tests {
		l := full
		tt.change(&l)
		var f *fault.Error
		if _, err := Pack(l); !errors.As(err, &f) || f.Word != tt.word || f.Kind != tt.kind {
			t.Errorf("%v, want %s", err, tt.word)
		}
	}
	for _, l := range []Letter{{Lang: "de", Kind: Report}, {Lang: i18n.KK, Kind: "gossip"}} {
		if _, err := Pack(l); err == nil {
			t.Errorf("packed %v", l)
		}
	}
	if _, err := Unpack(make([]byte, MaxPacked+1)); err == nil {
		t.Error("unpacked more than MaxPacked")
	}
}

// Any byte of an archive changed, and it is either another letter in the one form
// that Pack gives it, or an error; never the same letter, never another form.
func TestUnpackStrict(t *testing.T) {
	l := Letter{i18n.EN, Question, "When?", []File{{"plan.pdf", "application/pdf", []byte("%PDF")}}}
	packed, err := Pack(l)
	if err != nil {
		t.Fatal(err)
	}
	other := 0
	for i := range packed {
		for _, flip := range []byte{1, 0x80, packed[i]} {
			if flip == 0 {
				continue
			}
			changed := bytes.Clone(packed)
			changed[i] ^= flip
			got, err := Unpack(changed)
			if err != nil {
				continue
			}
			other++
			if again, err := Pack(got); err != nil || !bytes.Equal(again, changed) {
				t.Errorf("byte %d: Unpack took what Pack does not write (%v)", i, err)
			}
		}
	}
	if other == 0 {
		t.Error("no change gave another letter: the texts themselves were not reached")
	}
	for _, n := range []int{0, 1, 511, 512, 3 * 512, len(packed) - 512, len(packed) - 1} {
		if _, err := Unpack(packed[:n]); err == nil {
			t.Errorf("unpacked the first %d bytes", n)
		}
	}
	if _, err := Unpack(append(bytes.Clone(packed), make([]byte, 3*len(packed))...)); err == nil {
		t.Error("unpacked a letter in a bucket too large for it")
	}
}

func FuzzUnpack(f *testing.F) {
	for _, l := range []Letter{
		{Lang: i18n.KK, Kind: Report, Text: "сөз"},
		{i18n.EN, Answer, "", []File{{"a.png", "image/png", []byte{1}}, {"b", "", nil}}},
	} {
		packed, err := Pack(l)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(bytes.TrimRight(packed, "\x00"))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		packed := make([]byte, Bucket(len(b)+1024)) // the fuzzer need not find the padding
		copy(packed, b)
		l, err := Unpack(packed)
		if err != nil {
			return
		}
		if again, err := Pack(l); err != nil || !bytes.Equal(again, packed) {
			t.Errorf("Pack(Unpack(b)) differs from b: %v", err)
		}
	})
}

func FuzzCleanName(f *testing.F) {
	f.Add("../a\u202eb.jpg", "image/jpeg;x")
	f.Fuzz(func(t *testing.T, name, kind string) {
		n := cleanName(name)
		if cleanName(n) != n || utf8.RuneCountInString(n) > maxName || strings.ContainsAny(n, "/\\\x00\n\u202e") || n == "" {
			t.Errorf("cleanName(%q) = %q", name, n)
		}
		if c := cleanType(kind); cleanType(c) != c || strings.ContainsAny(c, " \n<\";") {
			t.Errorf("cleanType(%q) = %q", kind, c)
		}
		if e := extension(n); strings.ContainsAny(e, " ./") || e == "" {
			t.Errorf("extension(%q) = %q", n, e)
		}
	})
}
