package reception

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"

	"adal/internal/bodies"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/files"
	"adal/internal/register"
	"adal/internal/seal"
)

// Sealed is the sealed bytes of a letter: whole, or an upload that is complete.
type Sealed struct {
	Bytes  []byte
	Upload string
	At     string // where it was sealed
}

// A Bringing is what comes in: everything in it is sealed or public.
type Bringing struct {
	By      charter.Principal
	Channel string
	Region  string // ISO 3166-2
	Track   Track
	Mailbox string // seal.Mailbox.Hash
	Matter  seal.Recipient
	// The matter's identity, sealed to the body's key of this fingerprint and
	// to the reporter.
	Fingerprint          string
	ForBody, ForReporter []byte
	Letter               Sealed
}

// maxKey bounds a sealed identity: it has one length, and this is well above.
const maxKey = 8 << 10

// CentreOf returns the body that receives people of a region: its own centre,
// or the republican one.
func (h *Hall) CentreOf(ctx context.Context, tx *db.Tx, region string) (Centre, error) {
	today := h.Book.Today(tx)
	about, err := bodies.RegionOn(ctx, tx, region, today)
	if errors.Is(err, fault.NotFound) {
		return Centre{}, fault.In("region", "reception.region-missing")
	} else if err != nil {
		return Centre{}, err
	}
	all, err := bodies.All(ctx, tx, kind, today)
	if err != nil {
		return Centre{}, fmt.Errorf("looking for a centre: %w", err)
	}
	for _, its := range []string{about.ID, ""} {
		at := slices.IndexFunc(all, func(b bodies.Body) bool { return b.Region == its })
		if at < 0 {
			continue
		}
		k, err := bodies.KeyOf(ctx, tx, all[at].ID)
		if errors.Is(err, fault.NotFound) {
			continue // a centre without a key can't be told anything yet
		} else if err != nil {
			return Centre{}, err
		}
		return Centre{Body: all[at], About: about.ID, Recipient: k.Recipient, Fingerprint: k.Fingerprint}, nil
	}
	return Centre{}, fault.In("region", "reception.region-unserved")
}

// Bring takes a matter in and returns the receipt, signed. It returns after all
// is durable. The same bringing again, after an answer that was lost on its
// way, gives the same receipt.
func (h *Hall) Bring(ctx context.Context, b Bringing) (receipt []byte, err error) {
	flow, ok := Flows[b.Track]
	if !ok {
		return nil, fault.In("track", "reception.track-unknown")
	}
	if len(b.ForBody) == 0 || len(b.ForReporter) == 0 || max(len(b.ForBody), len(b.ForReporter)) > maxKey || b.Matter.IsZero() {
		return nil, fault.New(fault.Invalid, "reception.damaged")
	}
	sum, err := h.digest(ctx, b.Letter)
	if err != nil {
		return nil, err
	}
	var centre Centre
	if err := h.DB.Read(ctx, func(tx *db.Tx) error {
		centre, err = h.CentreOf(ctx, tx, b.Region)
		return err
	}); err != nil {
		return nil, err
	}
	return receipt, h.DB.Write(ctx, centre.ID, func(tx *db.Tx) error {
		receipt, err = h.bring(ctx, tx, flow, b, centre, sum)
		return err
	})
}

func (h *Hall) bring(ctx context.Context, tx *db.Tx, flow docket.Flow, b Bringing, centre Centre, sum string) ([]byte, error) {
	if before, err := byMailbox(ctx, tx, b.Mailbox); err == nil {
		if before.commitment != sum {
			return nil, fault.New(fault.Conflict, "reception.phrase-used")
		}
		return receiptOf(ctx, tx, before.ID)
	} else if !errors.Is(err, fault.NotFound) {
		return nil, err
	}
	// The key may have been revoked since the centre was looked for.
	if k, err := bodies.KeyOf(ctx, tx, centre.ID); err != nil && !errors.Is(err, fault.NotFound) {
		return nil, err
	} else if b.Fingerprint != k.Fingerprint || err != nil {
		return nil, fault.New(fault.Conflict, "reception.key-changed")
	}
	act := charter.Bring
	if b.Channel != Online {
		act = charter.BringFor
	}
	item, err := h.Book.Open(ctx, tx, flow, act, docket.Doing{By: b.By, Note: b.Channel}, centre.Body, centre.About)
	if err != nil {
		return nil, err
	}
	m := Matter{
		Item: item, MatterID: strings.ToLower(rand.Text()), Recipient: b.Matter.String(),
		Sealed: b.Letter.At, Channel: b.Channel, commitment: sum,
	}
	if err := insertMatter(ctx, tx, m, b.Mailbox); err != nil {
		return nil, fmt.Errorf("keeping the matter: %w", err)
	}
	if err := insertKey(ctx, tx, m.MatterID, centre.ID, centre.Fingerprint, b.ForBody); err != nil {
		return nil, fmt.Errorf("keeping the body's key: %w", err)
	}
	if err := insertKey(ctx, tx, m.MatterID, reporter, "", b.ForReporter); err != nil {
		return nil, fmt.Errorf("keeping the reporter's key: %w", err)
	}
	if err := h.say(ctx, tx, m, seal.Report, b.Letter, sum); err != nil {
		return nil, err
	}
	return h.receipt(ctx, tx, m, flow)
}

// reporter is the holder of a matter's key who brought it.
const reporter = "reporter"

// receipt makes, signs, keeps and stages the receipt of a matter.
func (h *Hall) receipt(ctx context.Context, tx *db.Tx, m Matter, flow docket.Flow) ([]byte, error) {
	r := seal.Receipt{
		Origin: h.Signer.Name(), Number: m.Number, Track: m.Kind, Body: m.Body, Day: m.Opened, Due: m.Due,
		Clock: flow.Clock, Sealed: m.Sealed, Commitment: m.commitment, Nonce: seal.NewNonce(), Key: h.Key,
	}
	file, err := r.Sign(h.Signer)
	if err != nil {
		return nil, fmt.Errorf("signing the receipt: %w", err)
	}
	if err := insertReceipt(ctx, tx, m.ID, file); err != nil {
		return nil, fmt.Errorf("keeping the receipt: %w", err)
	}
	return file, register.StageSealed(ctx, tx, r.Leaf(), m.Opened)
}

// digest is the SHA-256 of a sealed letter. An upload is read outside of any
// Write, since that takes long.
func (h *Hall) digest(ctx context.Context, s Sealed) (string, error) {
	if s.At != seal.SealedInBrowser && s.At != seal.SealedAtDoor {
		return "", fmt.Errorf("reception: a letter sealed %q", s.At)
	}
	if s.Upload == "" {
		if !bytes.HasPrefix(s.Bytes, []byte(sealedBegins)) {
			return "", fault.New(fault.Invalid, "reception.damaged")
		}
		return seal.Commitment(s.Bytes), nil
	}
	begins, err := files.Begins(ctx, h.DB, s.Upload, len(sealedBegins))
	if err != nil {
		return "", err
	}
	if string(begins) != sealedBegins {
		return "", fault.New(fault.Invalid, "reception.damaged")
	}
	return files.Digest(ctx, h.DB, s.Upload)
}

// sealedBegins is how every age file begins: what doesn't was sent open by a
// broken program, and isn't kept.
const sealedBegins = "age-encryption.org/v1\n"

// say adds a letter to a matter. What is sealed at the same length looks the
// same; what is cut off was never sealed whole.
func (h *Hall) say(ctx context.Context, tx *db.Tx, m Matter, kind seal.Kind, s Sealed, sum string) error {
	l := Letter{Kind: kind, Day: h.Book.Today(tx), Sealed: s.At, Size: int64(len(s.Bytes)), digest: sum}
	var err error
	if s.Upload != "" {
		l.file = s.Upload
		l.Size, err = files.Keep(ctx, tx, s.Upload)
	} else {
		l.file, err = files.Put(ctx, tx, s.Bytes)
	}
	if err != nil {
		return fmt.Errorf("keeping a letter: %w", err)
	}
	return insertLetter(ctx, tx, m.MatterID, l)
}
