package seal

import (
	"archive/tar"
	"bytes"
	"fmt"
	"strconv"
)

// A walk goes through the archive of a letter and stays at its first error. It
// takes only headers that [entry] would make, which leaves nothing to interpret:
// the many dialects of tar are where two readers come to disagree.
type walk struct {
	rest []byte
	read int
	err  error
}

// next is the content of the next entry, which must be called path. The result
// shares memory with the archive.
func (w *walk) next(path string) []byte {
	if w.err != nil {
		return nil
	}
	if len(w.rest) < block {
		return w.fail(path, "the archive ends before it")
	}
	size, err := strconv.ParseInt(string(w.rest[124:135]), 8, 40)
	if err != nil || size < 0 || size > int64(len(w.rest)-block) {
		return w.fail(path, "its size is not within the archive")
	}
	var header bytes.Buffer
	if err := tar.NewWriter(&header).WriteHeader(entry(path, int(size))); err != nil {
		return w.fail(path, "it has no header")
	}
	if !bytes.Equal(header.Bytes(), w.rest[:block]) {
		return w.fail(path, "its header is not ours")
	}
	end := block + int(size)
	padded := (end + block - 1) / block * block
	if padded > len(w.rest) || !zeros(w.rest[end:padded]) {
		return w.fail(path, "its last block is not filled with zeros")
	}
	content := w.rest[block:end:end]
	w.rest, w.read = w.rest[padded:], w.read+padded
	return content
}

func (w *walk) fail(path, why string) []byte {
	w.err = fmt.Errorf("%s: %s", path, why)
	return nil
}

// end is the first error so far, or one when what remains is not exactly the
// padding: the two zero blocks that end an archive, and zeros up to the bucket.
func (w *walk) end() error {
	switch {
	case w.err != nil:
		return w.err
	case !zeros(w.rest):
		return fmt.Errorf("there is more after the last file")
	case w.read+len(w.rest) != Bucket(w.read+2*block):
		return fmt.Errorf("the padding is not that of %d bytes", w.read+2*block)
	}
	return nil
}

func zeros(b []byte) bool {
	for _, c := range b {
		if c != 0 {
			return false
		}
	}
	return true
}
