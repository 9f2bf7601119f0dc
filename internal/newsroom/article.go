package newsroom

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"adal/internal/bodies"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
)

// States of a text. What is public stays public in correcting and checked: only
// the next version of it is being made.
const (
	Drafted    docket.State = "draft"
	InReview   docket.State = "review"
	Approved   docket.State = "approved"
	Published  docket.State = "published"
	Correcting docket.State = "correcting"
	Checked    docket.State = "checked"
	Withdrawn  docket.State = "withdrawn"
)

// Flow is the life of a text. Nothing becomes public but what somebody else has
// read: a changed text goes back to its draft and has to be read again.
var Flow = docket.Flow{Area: "newsroom", Kind: "article", Mark: "N", Public: true, Steps: []docket.Step{
	{Act: charter.Draft, To: Drafted},
	{Act: charter.Draft, From: []docket.State{Drafted}, To: InReview},
	{Act: charter.Draft, From: []docket.State{InReview, Approved}, To: Drafted},
	{Act: charter.ReviewArticle, From: []docket.State{InReview}, To: Approved},
	{Act: charter.PublishArticle, From: []docket.State{Approved}, To: Published, Settles: true},
	{Act: charter.Draft, From: []docket.State{Published}, To: Correcting},
	{Act: charter.Draft, From: []docket.State{Correcting, Checked}, To: Published},
	{Act: charter.ReviewArticle, From: []docket.State{Correcting}, To: Checked},
	{Act: charter.CorrectArticle, From: []docket.State{Checked}, To: Published},
	{Act: charter.CorrectArticle, From: []docket.State{Published}, To: Withdrawn},
	{Act: charter.PublishArticle, From: []docket.State{Withdrawn}, To: Published},
	// What was published elsewhere is taken over as it was: its versions, and that
	// it was withdrawn.
	{Act: charter.ImportArticle, To: Published, Settles: true},
	{Act: charter.ImportArticle, From: []docket.State{Published}, To: Published},
	{Act: charter.ImportArticle, From: []docket.State{Published}, To: Withdrawn},
}}

// Facts are what the texts of an article share.
type Facts struct {
	Rubric  string
	Region  string // empty for the whole country
	Picture string // of the media library; empty for none
	Byline  string // ByBody or BySeat
}

// Words are what a text says in its language.
type Words struct {
	Title, Lead, Text string
	Tags              []string
}

// Limits of a text in letters, and of its tags.
const (
	MaxTitle = 200
	MaxLead  = 1_000
	MaxText  = 100_000
	MaxTags  = 12
	MaxTag   = 60
)

// Bylines of an article.
const (
	ByBody = "body" // the body speaks
	BySeat = "seat" // whoever began a text is named by their seat
)

// A Text is an article in a language, as the office works on it.
type Text struct {
	docket.Item
	Facts
	Words
	Article  string
	Lang     i18n.Lang
	Revision int     // the newest
	At       db.Time // of the newest revision
	Seat     string  // that saved it
	Origin   string  // the text it was translated from; empty for none
	OriginAt int     // the version of it that was translated
	Source   string  // the older site it came from; empty for none
	tags     string  // as the database has them
}

// A Revision is a text as somebody saved it.
type Revision struct {
	Words
	N    int
	At   db.Time
	Seat string
	Note string
	tags string
}

// Draft begins an article with its first text, and returns the text's id.
func (n *Newsroom) Draft(ctx context.Context, by charter.Principal, f Facts, l i18n.Lang, w Words) (id string, err error) {
	return id, n.write(ctx, by, func(tx *db.Tx) error {
		id, err = n.draft(ctx, tx, by, f, l, w, "")
		return err
	})
}

func (n *Newsroom) draft(ctx context.Context, tx *db.Tx, by charter.Principal, f Facts, l i18n.Lang, w Words, source string) (id string, err error) {
	w = w.tidy()
	if err := errors.Join(n.checkFacts(ctx, tx, f), w.check()); err != nil {
		return "", err
	}
	return n.begin(ctx, tx, by, Text{Facts: f, Words: w, Lang: l, Source: source})
}

// begin opens the docket of a text, and its article if it has none yet.
func (n *Newsroom) begin(ctx context.Context, tx *db.Tx, by charter.Principal, t Text) (id string, err error) {
	body, err := bodies.Get(ctx, tx, by.Body, n.Book.Today(tx))
	if err != nil {
		return "", err
	}
	if t.Item, err = n.Book.Open(ctx, tx, Flow, charter.Draft, docket.Doing{By: by, Own: true}, body, t.Facts.Region); err != nil {
		return "", err
	}
	if t.Article == "" {
		t.Article = t.ID
		if err := insertArticle(ctx, tx, t); err != nil {
			return "", err
		}
	}
	if err := insertText(ctx, tx, t); err != nil {
		return "", err
	}
	return t.ID, errors.Join(n.used(ctx, tx, t.ID, 0, t.Text),
		insertRevision(ctx, tx, t.ID, Revision{Words: t.Words, N: 1, At: n.moment(tx), Seat: by.Seat}))
}

// Translate begins the text of an article in another language. What is public of
// the first text is what is translated.
func (n *Newsroom) Translate(ctx context.Context, by charter.Principal, from string, l i18n.Lang, w Words) (id string, err error) {
	return id, n.write(ctx, by, func(tx *db.Tx) error {
		origin, err := n.held(ctx, tx, by, from)
		if err != nil {
			return err
		}
		w = w.tidy()
		if err := w.check(); err != nil {
			return err
		}
		version, err := publicVersion(ctx, tx, origin.ID)
		if err != nil {
			return err
		}
		id, err = n.begin(ctx, tx, by, Text{
			Facts: origin.Facts, Words: w, Article: origin.Article, Lang: l, Origin: origin.ID, OriginAt: version,
		})
		if errors.Is(err, fault.Conflict) {
			return fault.New(fault.Conflict, "newsroom.translated-already")
		}
		return err
	})
}

// Retranslated says that a translation follows what its origin says now.
func (n *Newsroom) Retranslated(ctx context.Context, by charter.Principal, id string) error {
	return n.with(ctx, by, id, func(tx *db.Tx, t Text) error {
		if err := n.may(by, charter.Draft, t); err != nil {
			return err
		}
		version, err := publicVersion(ctx, tx, t.Origin)
		if err != nil {
			return err
		}
		return setOriginVersion(ctx, tx, t.ID, version)
	})
}

// An EditedMeanwhile says that somebody else saved a text since an editor began
// with theirs.
type EditedMeanwhile struct{ Theirs Revision }

// Error implements error.
func (e *EditedMeanwhile) Error() string {
	return "the text was saved by " + e.Theirs.Seat + " meanwhile"
}

// Unwrap makes it a conflict that a person can read of.
func (e *EditedMeanwhile) Unwrap() error {
	return fault.New(fault.Conflict, "newsroom.edited-meanwhile")
}

// Save saves what an editor made of the revision base, and returns the number of
// the new revision. If there is a newer one already, the error is an
// *EditedMeanwhile and nothing is lost: both are there to be compared. What
// waits for a reader, or was read, goes back to its draft.
func (n *Newsroom) Save(ctx context.Context, by charter.Principal, id string, base int, w Words, note string) (revision int, err error) {
	w = w.tidy()
	return revision, n.with(ctx, by, id, func(tx *db.Tx, t Text) error {
		if err := n.may(by, charter.Draft, t); err != nil {
			return err
		}
		if err := errors.Join(w.check(), checkNote(note)); err != nil {
			return err
		}
		if t.State == Withdrawn {
			return fault.New(fault.Conflict, "newsroom.is-withdrawn")
		}
		if base != t.Revision {
			return n.meanwhile(ctx, tx, t)
		}
		if revision = t.Revision; w.same(t.Words) {
			return deleteAutosave(ctx, tx, id, by.Seat)
		}
		if slices.Contains([]docket.State{InReview, Approved, Correcting, Checked}, t.State) {
			if _, err := n.Book.Do(ctx, tx, Flow, id, charter.Draft, docket.Doing{By: by, Own: true}); err != nil {
				return err
			}
		}
		revision++
		return n.revise(ctx, tx, t, Revision{Words: w, N: revision, At: n.moment(tx), Seat: by.Seat, Note: note})
	})
}

func (n *Newsroom) revise(ctx context.Context, tx *db.Tx, t Text, r Revision) error {
	if err := insertRevision(ctx, tx, t.ID, r); err != nil {
		return err
	}
	return errors.Join(setRevision(ctx, tx, t.ID, r.N), deleteAutosave(ctx, tx, t.ID, r.Seat), n.used(ctx, tx, t.ID, 0, r.Text))
}

func (n *Newsroom) meanwhile(ctx context.Context, tx *db.Tx, t Text) error {
	theirs, err := revisionOf(ctx, tx, t.ID, t.Revision)
	if err != nil {
		return err
	}
	return &EditedMeanwhile{theirs}
}

// SetFacts changes what the texts of an article share. What is public follows at
// once: where a text stands is not what it says.
func (n *Newsroom) SetFacts(ctx context.Context, by charter.Principal, id string, f Facts) error {
	err := n.with(ctx, by, id, func(tx *db.Tx, t Text) error {
		if err := n.may(by, charter.Draft, t); err != nil {
			return err
		}
		if err := errors.Join(n.checkFacts(ctx, tx, f), n.usableWherePublic(ctx, tx, t.Article, f.Picture)); err != nil {
			return err
		}
		if err := errors.Join(updateArticle(ctx, tx, t.Article, f), updatePublished(ctx, tx, t.Article, f)); err != nil {
			return err
		}
		texts, err := publishedTexts(ctx, tx, t.Article)
		for _, text := range texts {
			err = errors.Join(err, findable(ctx, tx, text))
		}
		return err
	})
	n.changed()
	return err
}

// An Autosave is what an editor's page saved by itself.
type Autosave struct {
	Words
	Base int
	At   db.Time
	Seat string
	tags string
}

// Around is what goes on at a text beside its editor.
type Around struct {
	Others   []string // who else has been at it within the last minutes
	Revision int      // the newest one
}

// Autosave keeps what stands in an editor's page, and returns what goes on
// around it.
func (n *Newsroom) Autosave(ctx context.Context, by charter.Principal, id string, base int, w Words) (a Around, err error) {
	if utf8.RuneCountInString(w.Title) > MaxTitle || utf8.RuneCountInString(w.Lead) > MaxLead || utf8.RuneCountInString(w.Text) > MaxText || len(w.joined()) > MaxLead {
		return a, fault.New(fault.TooLarge, "newsroom.too-long")
	}
	if !i18n.Readable(w.Title + w.Lead + w.Text + w.joined()) {
		return a, fault.New(fault.Invalid, "newsroom.not-text")
	}
	return a, n.with(ctx, by, id, func(tx *db.Tx, t Text) error {
		if err := n.may(by, charter.Draft, t); err != nil {
			return err
		}
		if err := putAutosave(ctx, tx, id, Autosave{Words: w, Base: base, At: tx.Now, Seat: by.Seat}); err != nil {
			return err
		}
		a.Revision = t.Revision
		a.Others, err = editors(ctx, tx, id, by.Seat, tx.Now.Plus(-present))
		return err
	})
}

// tidy is what a person meant to write.
func (w Words) tidy() Words {
	w.Title, w.Lead = strings.Join(strings.Fields(w.Title), " "), strings.TrimSpace(w.Lead)
	w.Text = strings.TrimSpace(strings.ReplaceAll(w.Text, "\r\n", "\n"))
	var tags []string
	for _, tag := range w.Tags {
		if tag = strings.Join(strings.Fields(tag), " "); tag != "" && !slices.ContainsFunc(tags, func(t string) bool { return i18n.Slug(t) == i18n.Slug(tag) }) {
			tags = append(tags, tag)
		}
	}
	w.Tags = tags
	return w
}

func (w Words) same(other Words) bool {
	return w.Title == other.Title && w.Lead == other.Lead && w.Text == other.Text && slices.Equal(w.Tags, other.Tags)
}

// check says what of a text can't be kept at all; what can't be published yet is
// for whoever reads it.
func (w Words) check() error {
	var wrong []error
	for _, f := range []struct {
		field, text string
		most        int
	}{{"title", w.Title, MaxTitle}, {"lead", w.Lead, MaxLead}, {"text", w.Text, MaxText}} {
		if letters := utf8.RuneCountInString(f.text); letters > f.most {
			wrong = append(wrong, fault.In(f.field, "newsroom.too-long-by", letters, f.most))
		} else if !i18n.Readable(f.text) {
			wrong = append(wrong, fault.In(f.field, "newsroom.not-text"))
		}
	}
	if w.Title == "" {
		wrong = append(wrong, fault.In("title", "newsroom.title-missing"))
	}
	if len(w.Tags) > MaxTags {
		wrong = append(wrong, fault.In("tags", "newsroom.too-many-tags", MaxTags))
	}
	for _, tag := range w.Tags {
		if utf8.RuneCountInString(tag) > MaxTag || i18n.Slug(tag) == "" {
			wrong = append(wrong, fault.In("tags", "newsroom.tag-wrong", tag))
		}
	}
	return errors.Join(wrong...)
}

func checkNote(note string) error {
	if utf8.RuneCountInString(note) > MaxTitle {
		return fault.In("note", "newsroom.too-long-by", utf8.RuneCountInString(note), MaxTitle)
	}
	return nil
}

func (n *Newsroom) checkFacts(ctx context.Context, tx *db.Tx, f Facts) error {
	var wrong []error
	if _, ok := n.rubric(f.Rubric); !ok {
		wrong = append(wrong, fault.In("rubric", "newsroom.rubric-missing"))
	}
	if f.Region != "" {
		if _, err := bodies.RegionOn(ctx, tx, f.Region, n.Book.Today(tx)); errors.Is(err, fault.NotFound) {
			wrong = append(wrong, fault.In("region", "newsroom.region-missing"))
		} else if err != nil {
			return err
		}
	}
	if f.Byline != ByBody && f.Byline != BySeat {
		wrong = append(wrong, fault.In("byline", "newsroom.byline-missing"))
	}
	if f.Picture != "" && n.HasPicture != nil {
		if ok, err := n.HasPicture(ctx, tx, f.Picture); err != nil {
			return err
		} else if !ok {
			wrong = append(wrong, fault.In("picture", "newsroom.picture-missing"))
		}
	}
	return errors.Join(wrong...)
}
