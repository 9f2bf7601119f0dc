package reception_test

import "io/fs"

// noFiles is an empty folder: what is built in is used.
type noFiles struct{}

func (noFiles) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}
