package web

import (
	"bytes"
	"compress/gzip"
	"sync"
)

// zippers are writers of gzip that were used before, by level: a new one takes
// nearly a megabyte for a page of a few kilobytes.
var zippers = map[int]*sync.Pool{gzip.BestSpeed: {}, gzip.DefaultCompression: {}, gzip.BestCompression: {}}

// packed compresses bytes at one of the levels of zippers; nil if it doesn't pay.
func packed(body []byte, level int) []byte {
	var b bytes.Buffer
	z, _ := zippers[level].Get().(*gzip.Writer)
	if z == nil {
		z, _ = gzip.NewWriterLevel(nil, level) // the levels are right
	}
	z.Reset(&b)
	z.Write(body) // a buffer takes everything
	z.Close()
	zippers[level].Put(z)
	if b.Len() >= len(body)*9/10 {
		return nil
	}
	return bytes.Clone(b.Bytes())
}
