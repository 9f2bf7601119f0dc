package seal

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"math/bits"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"adal/internal/i18n"
)

var update = flag.Bool("update", false, "write testdata/vectors.json")

// Vectors are what both sides must reach: see testdata/README.md. The same type
// is read by the tests in script/.
type vectors struct {
	Phrases []phraseVector
	Seats   []seatVector
	Letters []letterVector
	Buckets [][2]int
	Names   []nameVector
	Puzzle  puzzleVector
}

type phraseVector struct{ Typed, Normal, Mailbox, MailboxHash, Identity, Recipient, Fingerprint string }

type seatVector struct{ Login, Passphrase, LoginSecret, LoginHash, Identity, Recipient string }

// The archive is given without its padding.
type letterVector struct {
	Lang, Kind, Text string
	Files            []fileVector
	Archive          []byte
	Length           int
}

type fileVector struct {
	Name, Type string
	Content    []byte
}

type nameVector struct{ Given, Clean, Extension string }

type puzzleVector struct {
	Seed, Content string // hex
	Bits          int
	Nonce         uint64
}

// make fills in what follows from what was given.
func (v *vectors) make(t *testing.T) {
	for i := range v.Phrases {
		p := &v.Phrases[i]
		phrase, err := ParsePhrase(p.Typed)
		if err != nil {
			t.Fatal(err)
		}
		m, id, err := phrase.Keys()
		if err != nil {
			t.Fatal(err)
		}
		r := id.Recipient().String()
		*p = phraseVector{p.Typed, phrase.Text(), m.Token(), m.Hash(), id.Secret(), r, Fingerprint(r)}
	}
	for i := range v.Seats {
		s := &v.Seats[i]
		secret, id, err := SeatKeys(s.Login, s.Passphrase)
		if err != nil {
			t.Fatal(err)
		}
		*s = seatVector{s.Login, s.Passphrase, secret.Token(), secret.Hash(), id.Secret(), id.Recipient().String()}
	}
	for i := range v.Letters {
		l := &v.Letters[i]
		packed, err := Pack(l.letter())
		if err != nil {
			t.Fatal(err)
		}
		l.Archive, l.Length = bytes.TrimRight(packed, "\x00"), len(packed)
	}
	for i := range v.Buckets {
		v.Buckets[i][1] = Bucket(v.Buckets[i][0])
	}
	for i := range v.Names {
		v.Names[i].Clean = cleanName(v.Names[i].Given)
		v.Names[i].Extension = extension(v.Names[i].Clean)
	}
	v.Puzzle.Nonce = solve(v.Puzzle)
}

func (l letterVector) letter() Letter {
	letter := Letter{Lang: i18n.Lang(l.Lang), Kind: Kind(l.Kind), Text: l.Text}
	for _, f := range l.Files {
		letter.Files = append(letter.Files, File(f))
	}
	return letter
}

// solve is the puzzle of script/puzzle.ts, in the plainest way.
func solve(p puzzleVector) uint64 {
	seed, _ := hex.DecodeString(p.Seed)
	content, _ := hex.DecodeString(p.Content)
	for n := uint64(0); ; n++ {
		sum := sha256.Sum256(binary.BigEndian.AppendUint64(append(bytes.Clone(seed), content...), n))
		if bits.LeadingZeros64(binary.BigEndian.Uint64(sum[:])) >= p.Bits {
			return n
		}
	}
}

// given are the inputs that -update makes the vectors from.
func given() vectors {
	first := func(l i18n.Lang, from, n int) string { return strings.Join(wordsOf()[l][from:from+n], " ") }
	return vectors{
		Phrases: []phraseVector{
			{Typed: first(i18n.KK, 0, 8)},
			{Typed: " " + strings.ToUpper(strings.ReplaceAll(first(i18n.RU, 500, 8), " ", ", ")) + ".\n"},
			{Typed: first(i18n.EN, 1016, 4) + " - " + first(i18n.KK, 1020, 4)},
		},
		Seats: []seatVector{
			{Login: "aigul.s", Passphrase: "alpha bravo  charlie"},
			{Login: "ҚАЙРАТ", Passphrase: "\u00a0Құпия Сөз и\u0306од "},
		},
		Letters: []letterVector{
			{Lang: "kk", Kind: "report", Text: "Бірінші жол.\r\nЕкінші жол: «ұ», \"ә\", <b>, \u2028."},
			{Lang: "ru", Kind: "answer", Text: "", Files: []fileVector{
				{"снимок экрана.PNG", "image/png", []byte("\x89PNG")},
				{"a/b\\c\u202e\"<&>\".exe", "application/x-msdownload", bytes.Repeat([]byte{0, 7}, 300)},
				{"", "nonsense", []byte{}},
			}},
			{Lang: "en", Kind: "message", Text: "big", Files: []fileVector{{"z.zip", "application/zip", bytes.Repeat([]byte("z"), 16384)}}},
		},
		Buckets: [][2]int{{0, 0}, {16384, 0}, {16385, 0}, {70000, 0}, {1 << 20, 0}, {1<<20 + 1, 0}, {16 << 20, 0}, {16<<20 + 1, 0}, {50_238_530, 0}},
		Names: []nameVector{
			{Given: "фото.jpg"}, {Given: "C:\\docs\\ПЛАН.DOCX"}, {Given: "invoice\u202efdp.exe"}, {Given: "  . "},
			{Given: ""}, {Given: strings.Repeat("ұ", 200) + ".pdf"}, {Given: "a.tar.gz"}, {Given: "noext"}, {Given: "x. jpg"}, {Given: ".jpg"},
			{Given: strings.Repeat("🙂", 119) + " .pdf"},
		},
		Puzzle: puzzleVector{Seed: "00ff10", Content: strings.Repeat("ab", 32), Bits: 14},
	}
}

func TestVectors(t *testing.T) {
	const file = "testdata/vectors.json"
	if *update {
		made := given()
		made.make(t)
		text, err := json.MarshalIndent(made, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, append(text, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var published, made vectors
	if err := errors.Join(json.Unmarshal(text, &published), json.Unmarshal(text, &made)); err != nil {
		t.Fatal(err)
	}
	made.make(t) // anew, from the inputs that are in the file
	if diff := cmp.Diff(published, made); diff != "" {
		t.Errorf("a change of the protocol (-published +now):\n%s", diff)
	}
	for _, l := range published.Letters {
		packed := make([]byte, l.Length)
		copy(packed, l.Archive)
		got, err := Unpack(packed)
		if err != nil || got.Text != plainLines(l.Text) || len(got.Files) != len(l.Files) {
			t.Errorf("Unpack of a published archive: %+v, %v", got, err)
		}
	}
}

// A letter that the pages' code sealed, kept as a file so that this side is
// checked without Node too.
func TestBrowserLetter(t *testing.T) {
	secret, err := os.ReadFile("testdata/browser-identity.txt")
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := os.ReadFile("testdata/browser-letter.age")
	if err != nil {
		t.Fatal(err)
	}
	id, err := ParseIdentity(strings.TrimSpace(string(secret)))
	if err != nil {
		t.Fatal(err)
	}
	got, err := OpenLetter(id, sealed)
	want := Letter{i18n.KK, Report, "Хат браузерде мөрленді.\n", []File{{"1 2.txt", "text/plain", []byte("ә")}}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}
