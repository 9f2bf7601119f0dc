package web_test

import (
	"io/fs"
	"net/http"
	"testing/fstest"
)

type httpWriter = http.ResponseWriter

// withWords adds a file of words to pages that need none.
type withWords struct{ fs.FS }

func (w withWords) Open(name string) (fs.File, error) {
	if name == "words.toml" {
		return fstest.MapFS{name: {Data: []byte("[a]\nkk = \"а\"\nru = \"а\"\nen = \"a\"\n")}}.Open(name)
	}
	return w.FS.Open(name)
}
