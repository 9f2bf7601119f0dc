package initiatives

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"adal/internal/bodies"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"

	"golang.org/x/mod/sumdb/note"
)

// KitType is what the text of a kit begins with.
const KitType = "adal-kit/1"

// MostKit is how many bytes a kit may have.
const MostKit = 4 << 20

// A Kit is what another region, or another platform, needs to do the same.
type Kit struct {
	Steps     i18n.Text `json:"steps"` // Markdown
	Files     []KitFile `json:"files,omitempty"`
	Checklist string    `json:"checklist,omitempty"` // address of a checklist
	Course    string    `json:"course,omitempty"`    // address of a course
}

// A KitFile is a template that belongs to a kit, as text or as bytes in base64.
type KitFile struct {
	Name    string `json:"name"`
	Type    string `json:"type"`
	Content []byte `json:"content"`
}

// issued is a kit as it leaves the platform: with the initiative that it is of,
// and the figures that it was judged by.
type issued struct {
	Kind    string    `json:"kind"`
	Address string    `json:"address"`
	Number  string    `json:"number"`
	Day     string    `json:"day"`
	Result  string    `json:"result"` // the verdict's state
	Title   i18n.Text `json:"title"`
	Summary i18n.Text `json:"summary"`
	Topic   string    `json:"topic"`
	Pilot   Pilot     `json:"pilot"`
	Verdict i18n.Text `json:"verdict"`
	Kit     Kit       `json:"kit"`
}

// Bounds of a kit's files.
const (
	mostFiles   = 10
	longestFile = 300 << 10
)

func (k *Kit) check() error {
	var wrong []error
	for l, text := range each(&k.Steps) {
		*text = strings.TrimSpace(strings.ToValidUTF8(*text, "\ufffd"))
		if n := utf8.RuneCountInString(*text); n > longText {
			wrong = append(wrong, fault.In("steps-"+string(l), "initiatives.long", n, longText))
		}
		for _, err := range lint("steps", *text) {
			wrong = append(wrong, renamed(err, "steps-"+string(l)))
		}
	}
	if k.Steps.KK == "" {
		wrong = append(wrong, fault.In("steps-kk", "initiatives.missing"))
	}
	if len(k.Files) > mostFiles {
		wrong = append(wrong, fault.In("files", "initiatives.files-many", mostFiles))
	}
	for _, f := range k.Files {
		if len(f.Content) > longestFile || f.Name == "" || len(f.Name) > 200 || strings.ContainsAny(f.Name, "/\\\x00") {
			wrong = append(wrong, fault.In("files", "initiatives.file-wrong"))
		}
	}
	for field, path := range map[string]string{"checklist": k.Checklist, "course": k.Course} {
		if len(path) > 500 || path != "" && !strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "https://") {
			wrong = append(wrong, fault.In(field, "initiatives.path-wrong"))
		}
	}
	return errors.Join(wrong...)
}

// SaveKit puts the kit of an initiative together and issues it: a step of the
// register, with its hash.
func (g *Ground) SaveKit(ctx context.Context, by charter.Principal, id string, k Kit) error {
	if err := k.check(); err != nil {
		return err
	}
	return g.step(ctx, by, id, charter.ExportKit, "", func(_ *db.Tx, i *Initiative, d *docket.Doing) error {
		if k.Files == nil {
			k.Files = i.Kit.Files
		}
		i.Kit, d.Own = k, true
		return nil
	})
}

// Issued reports whether there is a kit.
func (i Initiative) Issued() bool { return i.Kit.Steps.KK != "" }

// ExportKit is the kit of an initiative as a signed note
// (golang.org/x/mod/sumdb/note): a line of JSON and the signature of this
// platform's register.
func (g *Ground) ExportKit(ctx context.Context, id string) ([]byte, error) {
	i, err := g.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	if !i.Issued() {
		return nil, fault.NotFound
	}
	day, err := g.today(ctx)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(issued{
		KitType, g.Address, i.Number, day.String(), string(g.verdictOf(ctx, i)), i.Title, i.Summary, i.Said.Topic, i.Said.Pilot, i.Verdict, i.Kit,
	})
	if err != nil {
		return nil, fmt.Errorf("writing a kit: %w", err)
	}
	return note.Sign(&note.Note{Text: string(text) + "\n"}, g.Signer)
}

// verdictOf is the state that the verdict led to.
func (g *Ground) verdictOf(ctx context.Context, i Initiative) docket.State {
	all, err := g.History(ctx, i.ID)
	if err != nil {
		return i.State
	}
	for _, e := range all {
		if e.Act == charter.Judge {
			return e.State
		}
	}
	return i.State
}

// ImportKit takes in the kit of another platform, verified with the key that this
// platform is known by: an initiative that worked elsewhere, ready to be put to
// work here. A kit that isn't signed with the key is refused whole.
func (g *Ground) ImportKit(ctx context.Context, by charter.Principal, file []byte, key string) (id string, err error) {
	k, hash, err := readKit(file, strings.TrimSpace(key))
	if err != nil {
		return "", err
	}
	s := Said{
		Title: k.Title, Summary: k.Summary, Topic: k.Topic, Pilot: k.Pilot, Verdict: k.Verdict, Kit: k.Kit, Seen: true,
		Origin: Origin{Address: k.Address, Number: k.Number, Key: strings.TrimSpace(key), SHA256: hash},
	}
	if err := s.tidy(longText); err != nil {
		return "", fault.In("kit", "initiatives.kit-content")
	}
	err = g.DB.Write(ctx, by.Body, func(tx *db.Tx) error {
		body, err := bodies.Get(ctx, tx, by.Body, g.Book.Today(tx))
		if err != nil {
			return err
		}
		i, err := g.open(ctx, tx, by, charter.Assess, Adopted, body, s)
		id = i.ID
		return err
	})
	if err == nil {
		g.changed()
	}
	return id, err
}

// readKit verifies a kit and reads it.
func readKit(file []byte, key string) (k issued, hash string, err error) {
	if len(file) > MostKit {
		return k, "", fault.In("kit", "initiatives.kit-long")
	}
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return k, "", fault.In("key", "initiatives.key-wrong")
	}
	n, err := note.Open(file, note.VerifierList(verifier))
	if err != nil {
		return k, "", fault.In("kit", "initiatives.kit-signature")
	}
	d := json.NewDecoder(bytes.NewReader([]byte(n.Text)))
	d.DisallowUnknownFields()
	if err := d.Decode(&k); err != nil || k.Kind != KitType {
		return k, "", fault.In("kit", "initiatives.kit-content")
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return k, "", fault.In("kit", "initiatives.kit-content")
	}
	if k.Result != string(Worked) && k.Result != string(Reworked) {
		return k, "", fault.In("kit", "initiatives.kit-failed")
	}
	if k.Kit.check() != nil || k.Pilot.check() != nil {
		return k, "", fault.In("kit", "initiatives.kit-content")
	}
	sum := sha256.Sum256([]byte(n.Text))
	return k, hex.EncodeToString(sum[:]), nil
}
