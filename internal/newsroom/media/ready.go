package media

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"

	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/pictures"
)

// A Ready picture waits in files until a transaction takes it in: making it takes
// long, and many of them at once take much memory.
type Ready struct {
	ID    string // that it will have, if it isn't there already
	made  made   // without the bytes of its sizes
	files [][2]string
}

// Prepare makes a picture of a file and puts its sizes into a folder. What is
// wrong with the file is a fault of the field "file".
func (l *Library) Prepare(dir string, file File) (r Ready, err error) {
	if r.made, err = newPicture(file); err != nil {
		return r, err
	}
	r.ID = r.made.ID
	for i, s := range r.made.sizes {
		names := [2]string{}
		for k, bytes := range [][]byte{s.JPEG, s.WebP} {
			f, err := os.CreateTemp(dir, "picture")
			if err != nil {
				return r, fmt.Errorf("putting a picture aside: %w", err)
			}
			_, err = f.Write(bytes)
			if err := errors.Join(err, f.Close()); err != nil {
				return r, fmt.Errorf("putting a picture aside: %w", err)
			}
			names[k] = f.Name()
		}
		r.files = append(r.files, names)
		r.made.sizes[i] = pictures.Size{Width: s.Width, Height: s.Height}
	}
	return r, nil
}

// As lets a picture keep the id and the hash of the file that another library knew
// it by.
func (r *Ready) As(id, hash string) error {
	if raw, err := hex.DecodeString(hash); err != nil || len(raw) != 32 || !isID(id) {
		return fault.In("file", "media.name-wrong", clip(id))
	}
	r.ID, r.made.ID, r.made.Hash = id, id, hash
	return nil
}

// isID reports whether an id is one that this library gives.
func isID(id string) bool {
	if len(id) != 10 {
		return false
	}
	for _, r := range id {
		if (r < 'a' || r > 'z') && (r < '2' || r > '7') {
			return false
		}
	}
	return true
}

// Keep takes a ready picture into the library in the name of a seat, and returns
// its id. One that is there already is itself, with what was said of it.
func (l *Library) Keep(ctx context.Context, tx *db.Tx, by charter.Principal, r Ready, f Facts, s Said) (id string, err error) {
	if err := l.allowed(by, by.Body); err != nil {
		return "", err
	}
	m := r.made
	m.Facts, m.Said = f.tidy(), s.tidy()
	if err := errors.Join(m.Facts.check(), m.Said.check()); err != nil {
		return "", err
	}
	if known, err := byHash(ctx, tx, by.Body, m.Hash); err == nil && known.Withdrawn == "" {
		return known.ID, nil
	} else if err != nil && !errors.Is(err, fault.NotFound) {
		return "", err
	}
	if other, err := byID(ctx, tx, m.ID); err == nil && other.Hash != m.Hash {
		return "", fault.In("file", "media.name-taken", m.ID)
	}
	m.sizes = nil
	for i, names := range r.files {
		size := r.made.sizes[i]
		if size.JPEG, err = os.ReadFile(names[0]); err != nil {
			return "", fmt.Errorf("taking a picture in: %w", err)
		}
		if size.WebP, err = os.ReadFile(names[1]); err != nil {
			return "", fmt.Errorf("taking a picture in: %w", err)
		}
		m.sizes = append(m.sizes, size)
	}
	return l.add(ctx, tx, by, m)
}

// Of returns the pictures of a body, or of all bodies if it is empty, the oldest
// first, for those who give them out.
func (l *Library) Of(ctx context.Context, tx *db.Tx, body string) ([]Picture, error) {
	return ofAny(ctx, tx, body)
}

// Bytes are those of the widest size of a picture, as JPEG; nil if it was
// withdrawn.
func (l *Library) Bytes(ctx context.Context, tx *db.Tx, p Picture) ([]byte, error) {
	if p.Withdrawn != "" {
		return nil, nil
	}
	return bytesOf(ctx, tx, p.ID, p.Width, "jpg")
}

// Same reports whether two ready pictures are of the same file.
func (r Ready) Same(other Ready) bool { return r.made.Hash == other.made.Hash }
