package dbtest

import (
	"os"
	"sync"
)

// Filled is a folder of data that is filled once, when the first test needs it, and
// that each test has a copy of.
type Filled struct {
	Fill func(dir string) error

	once sync.Once
	dir  string
	err  error
}

// Copy copies the folder to one that isn't there yet.
func (f *Filled) Copy(to string) error {
	f.once.Do(func() {
		if f.dir, f.err = os.MkdirTemp("", "adal-filled-"); f.err == nil {
			f.err = f.Fill(f.dir)
		}
	})
	if f.err != nil {
		return f.err
	}
	return os.CopyFS(to, os.DirFS(f.dir))
}

// Remove removes what was filled, after all tests.
func (f *Filled) Remove() error {
	if f.dir == "" {
		return nil
	}
	return os.RemoveAll(f.dir)
}
