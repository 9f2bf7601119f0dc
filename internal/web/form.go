package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"adal/internal/fault"
	"adal/internal/i18n"

	"golang.org/x/sync/semaphore"
)

// A Form is what a form sent. It was read into memory whole: what a person
// tells must not touch the disk before it is sealed, not even as a temporary
// file.
type Form struct {
	url.Values
	Files []File
}

// A File is one that came with a form.
type File struct {
	Field, Name, Type string
	Content           []byte
}

// memory bounds what all forms of the moment may hold beyond their first
// mebibyte.
const memory = 512 << 20

var held = semaphore.NewWeighted(memory)

const step = 1 << 20

// maxParts bounds the fields and files of one form.
const maxParts = 3000

// ReadForm reads a form of either encoding, and gives its memory back with
// free. A form that is too large, or broken off, is a fault; what was read of it
// until then comes with it, so that it can be shown again.
func (r *Request) ReadForm() (f Form, free func(), err error) {
	b := &bounded{from: r.Body}
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case err != nil:
		err = fault.New(fault.Invalid, "web.invalid")
	case kind == "application/x-www-form-urlencoded":
		f, err = readFields(b)
	case kind == "multipart/form-data" && params["boundary"] != "":
		r.Body = io.NopCloser(b)
		f, err = r.readParts()
	default:
		err = fault.New(fault.Invalid, "web.invalid")
	}
	if f.Values == nil {
		f.Values = url.Values{}
	}
	return f, b.free, tooLarge(err)
}

func readFields(from io.Reader) (Form, error) {
	text, err := io.ReadAll(from)
	if err != nil {
		return Form{}, cutOff(err)
	}
	values, err := url.ParseQuery(string(text))
	if err != nil {
		return Form{}, fault.New(fault.Invalid, "web.invalid")
	}
	return Form{Values: values}, nil
}

func (r *Request) readParts() (Form, error) {
	f := Form{Values: url.Values{}}
	parts, err := r.MultipartReader()
	if err != nil {
		return f, fault.New(fault.Invalid, "web.invalid")
	}
	for range maxParts {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return f, nil
		} else if err != nil {
			return f, cutOff(err)
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return f, cutOff(err)
		}
		if part.FileName() == "" && part.Header.Get("Content-Type") == "" {
			f.Add(part.FormName(), string(content))
		} else if part.FileName() != "" || len(content) > 0 { // an empty choice of files is none
			f.Files = append(f.Files, File{part.FormName(), part.FileName(), part.Header.Get("Content-Type"), content})
		}
	}
	return f, fault.New(fault.TooLarge, "web.too-many-parts")
}

// cutOff is what to say when a form didn't come to its end.
func cutOff(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) || fault.Of(err) != "" {
		return err
	}
	return fmt.Errorf("%w: %w", fault.New(fault.Invalid, "web.broken-off"), err)
}

// bounded takes memory as it is read into it.
type bounded struct {
	from io.Reader
	room int64
	took int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.from.Read(p)
	for b.room -= int64(n); b.room < 0; b.room += step {
		if b.took == 0 {
			b.took = -1 // the first mebibyte is everybody's
			continue
		}
		if !held.TryAcquire(step) {
			return 0, fault.New(fault.Busy, "web.busy")
		}
		b.took = max(b.took, 0) + step
	}
	return n, err
}

func (b *bounded) free() {
	if b.took > 0 {
		held.Release(b.took)
		b.took = 0
	}
}

// One returns the content of the only file of a field, or nil.
func (f Form) One(field string) []byte {
	for _, file := range f.Files {
		if file.Field == field {
			return file.Content
		}
	}
	return nil
}

// Text is a text that a form has a field for in each language: "title-kk", "title-ru"
// and "title-en" for "title".
func (f Form) Text(field string) i18n.Text {
	return i18n.Text{KK: f.Get(field + "-kk"), RU: f.Get(field + "-ru"), EN: f.Get(field + "-en")}
}

// ReadAll reads the whole body of a request whose limit is small.
func (r *Request) ReadAll() ([]byte, error) {
	b, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, cutOff(err)
	}
	return b, nil
}

// ReadJSON reads the body of a request of our own scripts.
func ReadJSON(r *Request, into any) error {
	if err := json.NewDecoder(r.Body).Decode(into); err != nil {
		return fmt.Errorf("%w: %w", fault.New(fault.Invalid, "web.broken-off"), err)
	}
	return nil
}

// Cell is a text for a file that a spreadsheet opens: one that begins like a formula
// is kept from being taken for one.
func Cell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
