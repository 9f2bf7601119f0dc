package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"os"
	"testing"
)

// vectors are read from the Go side, which made them: internal/seal/testdata.
type vectors struct {
	Phrases []struct{ Typed, Normal, Mailbox, Identity, Recipient, Fingerprint string }
	Seats   []struct{ Login, Passphrase, LoginSecret, Identity, Recipient string }
	Letters []struct {
		Lang, Kind, Text string
		Files            []struct {
			Name, Type string
			Content    []byte
		}
		Archive []byte
		Length  int
	}
	Buckets [][2]int
	Names   []struct{ Given, Clean, Extension string }
	Puzzle  struct {
		Seed, Content string
		Bits          int
		Nonce         uint64
	}
}

func readVectors(t *testing.T) vectors {
	t.Helper()
	text, err := os.ReadFile("../internal/seal/testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var v vectors
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	if len(v.Phrases) == 0 || len(v.Seats) == 0 || len(v.Letters) == 0 || len(v.Names) == 0 {
		t.Fatal("the vectors are not all there")
	}
	return v
}

// same compares one value of a vector.
func same[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func TestKeysAsInGo(t *testing.T) {
	n, v := start(t), readVectors(t)
	for _, p := range v.Phrases {
		keys := get[struct{ Mailbox, Identity string }](t, n, "phraseKeys", p.Typed)
		same(t, "normal form", get[string](t, n, "parsePhrase", p.Typed), p.Normal)
		same(t, "mailbox", keys.Mailbox, p.Mailbox)
		same(t, "identity", keys.Identity, p.Identity)
		recipient := get[string](t, n, "recipientOf", keys.Identity)
		same(t, "recipient", recipient, p.Recipient)
		same(t, "fingerprint", get[string](t, n, "fingerprint", recipient), p.Fingerprint)
	}
	for _, s := range v.Seats {
		keys := get[struct{ LoginSecret, Identity string }](t, n, "seatKeys", s.Login, s.Passphrase)
		same(t, "login secret", keys.LoginSecret, s.LoginSecret)
		same(t, "identity", keys.Identity, s.Identity)
		same(t, "recipient", get[string](t, n, "recipientOf", keys.Identity), s.Recipient)
	}
}

func TestNamesAsInGo(t *testing.T) {
	n, v := start(t), readVectors(t)
	for _, b := range v.Buckets {
		same(t, "bucket", get[int](t, n, "bucket", b[0]), b[1])
	}
	for _, name := range v.Names {
		clean := get[string](t, n, "cleanName", name.Given)
		same(t, "name", clean, name.Clean)
		same(t, "extension", get[string](t, n, "extension", clean), name.Extension)
	}
}

// letter is a letter as the driver takes and gives it.
type letter struct {
	Lang  string       `json:"lang"`
	Kind  string       `json:"kind"`
	Text  string       `json:"text"`
	Files []letterFile `json:"files"`
}

type letterFile struct {
	Name    string `json:"name"`
	Type    string `json:"type"`
	Content raw    `json:"content"`
}

func TestLettersAsInGo(t *testing.T) {
	n, v := start(t), readVectors(t)
	for _, l := range v.Letters {
		want := make([]byte, l.Length)
		copy(want, l.Archive)
		in := letter{l.Lang, l.Kind, l.Text, []letterFile{}}
		for _, f := range l.Files {
			in.Files = append(in.Files, letterFile{f.Name, f.Type, f.Content})
		}
		packed := get[raw](t, n, "pack", in)
		if !bytes.Equal(packed, want) {
			t.Errorf("%s %s: packed to other bytes than in Go", l.Lang, l.Kind)
		}
		again := get[raw](t, n, "pack", get[letter](t, n, "unpack", raw(want)))
		if !bytes.Equal(again, want) {
			t.Errorf("%s %s: unpacked to another letter", l.Lang, l.Kind)
		}
	}
}

func TestPuzzleAsInGo(t *testing.T) {
	n, p := start(t), readVectors(t).Puzzle
	seed, err1 := hex.DecodeString(p.Seed)
	content, err2 := hex.DecodeString(p.Content)
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	same(t, "nonce", get[uint64](t, n, "solve", raw(seed), raw(content), p.Bits), p.Nonce)
	same(t, "nonce without work", get[uint64](t, n, "solve", raw(seed), raw(content), 0), 0)
}

func TestPhraseFaults(t *testing.T) {
	n := start(t)
	wantFault(t, n, "phrase-empty", "parsePhrase", " 1, 2 ")
	wantFault(t, n, "phrase-unknown-word", "parsePhrase", "zzyzx abacus")
	wantFault(t, n, "phrase-length", "phraseKeys", "abacus acorn")
	wantFault(t, n, "passphrase-empty", "seatKeys", "aigul.s", " \u00a0")
	for _, lang := range []string{"kk", "ru", "en"} {
		phrase := get[string](t, n, "newPhrase", lang)
		same(t, "a new phrase read back", get[string](t, n, "parsePhrase", phrase), phrase)
	}
	for _, tt := range [][3]string{
		{"  Ёлка\t\nЕЛЬ ", "елка ель", "Ёлка ЕЛЬ"}, {"и\u0306од", "йод", "йод"},
		{"a\u00a0b\u2003c\u0085d", "a b c d", "a b c d"}, {"a\ufeffb", "a b", "a\ufeffb"},
	} {
		same(t, "phrase", get[string](t, n, "normalPhrase", tt[0]), tt[1])
		same(t, "passphrase", get[string](t, n, "normalPassphrase", tt[0]), tt[2])
	}
}

func TestLetterRefused(t *testing.T) {
	n, v := start(t), readVectors(t)
	packed := make([]byte, v.Letters[1].Length)
	copy(packed, v.Letters[1].Archive)
	// Places that must not change: name, mode, size, checksum, magic of the first
	// header; letter.json; the filling of its block; the end.
	for _, at := range []int{0, 104, 130, 150, 260, 400, 513, 1023, len(v.Letters[1].Archive) + 100, len(packed) - 1} {
		changed := bytes.Clone(packed)
		changed[at] ^= 1
		wantFault(t, n, "letter-malformed", "unpack", raw(changed))
	}
	for _, length := range []int{0, 100, 512, len(packed) - 512, len(packed) - 1} {
		wantFault(t, n, "letter-malformed", "unpack", raw(packed[:length]))
	}
	wantFault(t, n, "letter-malformed", "unpack", raw(append(bytes.Clone(packed), make([]byte, 3*len(packed))...)))
	long := letter{"kk", "report", string(bytes.Repeat([]byte("ұ"), 50_001)), []letterFile{}}
	wantFault(t, n, "text-too-long", "pack", long)
	many := letter{"kk", "report", "", make([]letterFile, 21)}
	wantFault(t, n, "files-too-many", "pack", many)
}
