package monitoring

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"

	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/files"
	"adal/internal/pictures"
	"adal/internal/seal"
)

// A Parcel is a picture that came ahead of its observation, in pieces that a lost
// connection doesn't take back. Until the observation comes it is closed with a key
// that its sender alone has: what waits here opens in no server, and is forgotten
// after a day.
type Parcel struct {
	Upload string // its pieces, in package files
	Key    string // a seal.Lock in base64url
	Digest string // SHA-256 of the picture, lower hex
}

// closing is how much longer a closed picture is.
const closing = 16

// mostParcels bounds the pictures of one observation together.
const mostParcels = 64 << 20

// BeginParcel begins a parcel of so many bytes and returns the id of its pieces.
func (g *Group) BeginParcel(ctx context.Context, by charter.Principal, size int64) (id string, err error) {
	if err := g.may(by, charter.Observe); err != nil {
		return "", err
	}
	if size > pictures.MostBytes+closing {
		return "", fault.New(fault.TooLarge, "pictures.too-many-bytes")
	}
	return id, g.write(ctx, by.Body, func(tx *db.Tx) error {
		id, err = files.Begin(ctx, tx, size, g.Book.Today(tx))
		return err
	})
}

// ParcelProgress is which pieces of a parcel are there.
func (g *Group) ParcelProgress(ctx context.Context, by charter.Principal, id string) (s files.State, err error) {
	if err := g.may(by, charter.Observe); err != nil {
		return s, err
	}
	return s, g.DB.Read(ctx, func(tx *db.Tx) error {
		s, err = files.Progress(ctx, tx, id)
		return err
	})
}

// AddPiece adds a piece whose SHA-256 the sender states.
func (g *Group) AddPiece(ctx context.Context, by charter.Principal, id string, n int, sum string, piece []byte) error {
	if err := g.may(by, charter.Observe); err != nil {
		return err
	}
	return g.write(ctx, by.Body, func(tx *db.Tx) error { return files.Add(ctx, tx, id, n, sum, piece) })
}

// Park makes a parcel of a picture that came with a form which has to be shown again:
// a browser sends no file twice by itself.
func (g *Group) Park(ctx context.Context, by charter.Principal, picture []byte) (p Parcel, err error) {
	lock := seal.NewLock()
	closed := lock.Close(picture)
	p = Parcel{Key: base64.RawURLEncoding.EncodeToString(lock[:]), Digest: digest(picture)}
	if p.Upload, err = g.BeginParcel(ctx, by, int64(len(closed))); err != nil {
		return p, err
	}
	return p, g.write(ctx, by.Body, func(tx *db.Tx) error {
		var wrong []error
		for n := range files.Pieces(int64(len(closed))) {
			piece := closed[n*files.Piece : min((n+1)*files.Piece, len(closed))]
			wrong = append(wrong, files.Add(ctx, tx, p.Upload, n, digest(piece), piece))
		}
		return errors.Join(wrong...)
	})
}

// room says whether the pictures that came ahead are more than one observation may
// have, before any of them is in memory.
func (g *Group) room(ctx context.Context, all []Exhibit) error {
	return g.DB.Read(ctx, func(tx *db.Tx) error {
		sum := int64(0)
		for _, x := range all {
			if x.Parcel.Upload == "" {
				continue
			}
			s, err := files.Progress(ctx, tx, x.Parcel.Upload)
			if err != nil && !errors.Is(err, fault.NotFound) { // what isn't there is said of its photo
				return err
			}
			sum += s.Size
		}
		if sum > mostParcels {
			return fault.In("photos", "monitoring.photos-large", mostParcels>>20)
		}
		return nil
	})
}

// unpack is the picture of a parcel. What isn't whole, isn't what its sender stated,
// or was kept as something else before, is a fault.
func (g *Group) unpack(ctx context.Context, p Parcel) ([]byte, error) {
	var s files.State
	err := g.DB.Read(ctx, func(tx *db.Tx) (err error) {
		s, err = files.Progress(ctx, tx, p.Upload)
		return err
	})
	switch {
	case errors.Is(err, fault.NotFound):
		return nil, fault.In("photos", "monitoring.photo-gone")
	case err != nil:
		return nil, err
	case len(s.Have) != s.Pieces:
		return nil, fault.In("photos", "files.incomplete")
	}
	var closed bytes.Buffer
	if err := files.Copy(ctx, g.DB, &closed, p.Upload); err != nil {
		return nil, err
	}
	key, err := base64.RawURLEncoding.DecodeString(p.Key)
	if err != nil || len(key) != len(seal.Lock{}) {
		return nil, fault.In("photos", "monitoring.photo-changed")
	}
	picture, err := seal.Lock(key).Open(closed.Bytes())
	if err != nil || digest(picture) != p.Digest {
		return nil, fault.In("photos", "monitoring.photo-changed")
	}
	return picture, nil
}

// bare is a picture without anything beside its pixels, whoever stripped it: a place
// in it would be finer than the campaign permits.
func bare(content []byte) ([]byte, error) {
	if seal.Bare(content) {
		return content, nil
	}
	f, err := seal.Strip(seal.File{Name: "photo", Content: content})
	if err == nil && !seal.Bare(f.Content) {
		err = fault.New(fault.Invalid, "pictures.no-picture") // a format whose remarks nobody takes out
	}
	return f.Content, err
}
