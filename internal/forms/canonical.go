package forms

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
)

// Canonical are the bytes of the form: the same for the same form, whatever
// workbook it came from. Open reads them.
func (f *Form) Canonical() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(f); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Digest is the SHA-256 of the canonical bytes in hexadecimal.
func (f *Form) Digest() (string, error) {
	b, err := f.Canonical()
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), err
}

// decode reads canonical bytes and nothing else.
func decode(canonical []byte) (*Form, error) {
	d := json.NewDecoder(bytes.NewReader(canonical))
	d.DisallowUnknownFields()
	f := &Form{}
	if err := d.Decode(f); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something stands behind the form")
	}
	return f, nil
}
