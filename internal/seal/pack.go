package seal

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"

	"adal/internal/i18n"
)

// contents is letter.json: what a letter's archive holds besides letter.txt.
type contents struct {
	V     int       `json:"v"`
	Lang  i18n.Lang `json:"lang"`
	Kind  Kind      `json:"kind"`
	Files []listed  `json:"files"`
}

type listed struct {
	Path string `json:"path"`
	Name string `json:"name"`
	Type string `json:"type"`
	Size int    `json:"size"`
}

// block is the unit of a tar archive, in bytes.
const block = 512

// Bucket is the length that n bytes are padded to: 16, 64, 256 KiB, 1, 4, 16 MiB,
// then multiples of 16 MiB. The smallest holds 3,000 Kazakh letters (6 kB), so
// nearly all letters without files have one length.
func Bucket(n int) int {
	const largest = 16 << 20
	for size := 16 << 10; size <= largest; size *= 4 {
		if n <= size {
			return size
		}
	}
	return (n + largest - 1) / largest * largest
}

// Pack writes a letter as a tar archive that plain tar reads: letter.json,
// letter.txt, then the files as 1.jpg, 2.pdf, …, then zeros up to the [Bucket].
// Names and types are cleaned on the way. Equal letters give equal bytes, here
// and in the browser. A letter above the limits is a fault.
func Pack(l Letter) ([]byte, error) {
	if err := l.check(); err != nil {
		return nil, err
	}
	c, err := contentsOf(l)
	if err != nil {
		return nil, err
	}
	list, err := c.encode()
	if err != nil {
		return nil, err
	}
	var archive bytes.Buffer
	w := tar.NewWriter(&archive)
	add := func(path string, content []byte) {
		if err == nil {
			err = w.WriteHeader(entry(path, len(content)))
		}
		if err == nil {
			_, err = w.Write(content)
		}
	}
	add("letter.json", list)
	add("letter.txt", []byte(plainLines(l.Text)))
	for i, f := range l.Files {
		add(c.Files[i].Path, f.Content)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("packing a letter: %w", err)
	}
	packed := make([]byte, Bucket(archive.Len()))
	copy(packed, archive.Bytes())
	return packed, nil
}

// contentsOf lists what a letter holds, names and types cleaned.
func contentsOf(l Letter) (contents, error) {
	switch l.Lang {
	case i18n.KK, i18n.RU, i18n.EN:
	default:
		return contents{}, fmt.Errorf("a letter in no language we have: %q", l.Lang)
	}
	switch l.Kind {
	case Report, Question, Answer, Message:
	default:
		return contents{}, fmt.Errorf("a letter of no kind we have: %q", l.Kind)
	}
	c := contents{V: 1, Lang: l.Lang, Kind: l.Kind, Files: make([]listed, len(l.Files))}
	for i, f := range l.Files {
		name := cleanName(f.Name)
		path := strconv.Itoa(i+1) + "." + extension(name)
		c.Files[i] = listed{path, name, cleanType(f.Type), len(f.Content)}
	}
	return c, nil
}

// encode writes letter.json in its one form, the one of JavaScript's
// JSON.stringify: no spaces, nothing escaped that need not be.
func (c contents) encode() ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(c); err != nil {
		return nil, fmt.Errorf("packing a letter: %w", err)
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}

// entry tells nothing about the machine that packed: no owner, no time.
func entry(path string, size int) *tar.Header {
	return &tar.Header{
		Typeflag: tar.TypeReg, Name: path, Size: int64(size),
		Mode: 0o644, ModTime: time.Unix(0, 0), Format: tar.FormatUSTAR,
	}
}

// Unpack reads what [Pack] wrote, byte for byte: any other order, header, padding
// or length is an error, so that two readers can never see two different letters
// in the same bytes. Its memory is bounded by [MaxPacked].
func Unpack(packed []byte) (Letter, error) {
	if len(packed) > MaxPacked {
		return Letter{}, fmt.Errorf("unpacking a letter: %d bytes, more than %d", len(packed), MaxPacked)
	}
	l, err := unpack(&walk{rest: packed})
	if err != nil {
		return Letter{}, fmt.Errorf("unpacking a letter: %w", err)
	}
	return l, nil
}

func unpack(w *walk) (Letter, error) {
	list, text := w.next("letter.json"), w.next("letter.txt")
	if w.err != nil {
		return Letter{}, w.err
	}
	var c contents
	if err := json.Unmarshal(list, &c); err != nil {
		return Letter{}, fmt.Errorf("reading letter.json: %w", err)
	}
	if len(c.Files) > MaxFiles {
		return Letter{}, fmt.Errorf("%d files, more than %d", len(c.Files), MaxFiles)
	}
	l := Letter{Lang: c.Lang, Kind: c.Kind, Text: string(text)}
	for i, f := range c.Files {
		// The path is checked against the name below, but must be known to be
		// short before it is used.
		if want := strconv.Itoa(i+1) + "." + extension(f.Name); f.Path != want {
			return Letter{}, fmt.Errorf("file %d is called otherwise than %s", i+1, want)
		}
		l.Files = append(l.Files, File{f.Name, f.Type, w.next(f.Path)})
	}
	if err := w.end(); err != nil {
		return Letter{}, err
	}
	if !utf8.Valid(text) || bytes.IndexByte(text, '\r') >= 0 {
		return Letter{}, fmt.Errorf("letter.txt is not plain text")
	}
	if err := l.check(); err != nil {
		return Letter{}, err
	}
	return l, c.matches(l, list)
}

// matches holds letter.json against the letter that was read: what Pack would
// have written for it must be what stands there.
func (c contents) matches(l Letter, list []byte) error {
	want, err := contentsOf(l)
	if err != nil {
		return err
	}
	canonical, err := want.encode()
	if err != nil {
		return err
	}
	if !bytes.Equal(canonical, list) {
		return fmt.Errorf("letter.json does not describe this letter")
	}
	return nil
}
