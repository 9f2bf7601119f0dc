package register

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// A memory is what a Client keeps between two checks: a file with the verifier
// key on its first line and the signed checkpoint as it was received after it.
type memory struct {
	vkey       string
	checkpoint Checkpoint
}

// recall reads a memory. A file that does not exist is the empty one.
func recall(file string) (memory, error) {
	if file == "" {
		return memory{}, nil
	}
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return memory{}, nil
	}
	if err != nil {
		return memory{}, fmt.Errorf("recalling the last checkpoint: %w", err)
	}
	m, err := parseMemory(string(text))
	if err != nil {
		return memory{}, fmt.Errorf("recalling the last checkpoint from %s: %w", file, err)
	}
	return m, nil
}

func parseMemory(text string) (memory, error) {
	vkey, signed, _ := strings.Cut(text, "\n")
	key, err := note.NewVerifier(vkey)
	if err != nil {
		return memory{}, fmt.Errorf("reading the key: %w", err)
	}
	c, err := OpenCheckpoint([]byte(signed), key)
	if err != nil {
		return memory{}, err
	}
	return memory{vkey: vkey, checkpoint: c}, nil
}

// remember writes a memory, in one piece or not at all.
func remember(file, vkey string, signed []byte) error {
	if file == "" {
		return nil
	}
	next, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*")
	if err != nil {
		return fmt.Errorf("remembering the checkpoint: %w", err)
	}
	_, err = next.WriteString(vkey + "\n" + string(signed))
	if err = errors.Join(err, next.Sync(), next.Close()); err == nil {
		err = os.Rename(next.Name(), file)
	}
	if err != nil {
		return fmt.Errorf("remembering the checkpoint: %w", errors.Join(err, os.Remove(next.Name())))
	}
	return nil
}
