package newsroom

import (
	"context"
	"errors"
	"fmt"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/markdown"
	"adal/internal/newsroom/views"
)

// A Past is an article as it was before it came here: on an older site, or in
// another installation.
type Past struct {
	Facts
	ID     string // here, of an article that is exported
	Source string // the site, such as "older.example"; empty if the article began here
	Texts  []PastText
}

// A PastText is a text of a Past. One without versions is a draft.
type PastText struct {
	Words            // as the office works on it
	Item      string // its name at the source; exported, the id of its docket
	Hash      string // of all that came of it: what comes again with it is the same
	Lang      i18n.Lang
	Author    string // empty for the one of the byline
	Slug      string // empty for one made of the title
	Origin    int    // which of the texts it was translated from, from 1; 0 for none
	OriginAt  int    // the version of that
	Versions  []Version
	Withdrawn string
	Views     int64    // that were counted before
	Counted   string   // by whom; empty if nobody did
	Old       []string // addresses that lead to it
	Number    string   // registration number, of a text that is exported
	State     docket.State
}

// Taken is what was made of an item of an older site, if it was taken over
// already, and the hash of what came then.
func (n *Newsroom) Taken(ctx context.Context, tx *db.Tx, source, item string) (docket, hash string, ok bool, err error) {
	t, err := takenOf(ctx, tx, source, item)
	if errors.Is(err, fault.NotFound) {
		return "", "", false, nil
	}
	return t.docket, t.hash, err == nil, err
}

// TakeOver takes an article over as it was published, in the name of a seat, and
// returns the dockets of its texts. It is no review: the act says so, and its page
// names the source. If the source says that other texts of the article were taken
// over before, into is the docket of one of them.
func (n *Newsroom) TakeOver(ctx context.Context, tx *db.Tx, by charter.Principal, p Past, into string) (dockets []string, err error) {
	if err := n.checkFacts(ctx, tx, p.Facts); err != nil {
		return nil, err
	}
	body, err := bodies.Get(ctx, tx, by.Body, n.Book.Today(tx))
	if err != nil {
		return nil, err
	}
	article := ""
	if into != "" {
		first, err := n.held(ctx, tx, by, into)
		if err != nil {
			return nil, err
		}
		article, p.Facts = first.Article, first.Facts
	}
	for _, past := range p.Texts {
		t := Text{Facts: p.Facts, Words: past.Words.tidy(), Article: article, Lang: past.Lang, Source: p.Source}
		if past.Origin > 0 && past.Origin <= len(dockets) {
			t.Origin, t.OriginAt = dockets[past.Origin-1], past.OriginAt
		}
		if t.Item, err = n.openPast(ctx, tx, by, body, t, past); err != nil {
			return nil, err
		}
		if t.Article == "" {
			t.Article = t.ID
			article = t.ID
			if err := insertArticle(ctx, tx, t); err != nil {
				return nil, err
			}
		}
		if err := n.keepPast(ctx, tx, by, t, past); err != nil {
			return nil, fmt.Errorf("taking over %q: %w", past.Title, err)
		}
		dockets = append(dockets, t.ID)
	}
	return dockets, nil
}

// openPast opens the docket of a text and takes the steps that it once took.
func (n *Newsroom) openPast(ctx context.Context, tx *db.Tx, by charter.Principal, body bodies.Body, t Text, past PastText) (item docket.Item, err error) {
	if err := t.Words.check(); err != nil {
		return item, err
	}
	if len(past.Versions) == 0 {
		return n.Book.Open(ctx, tx, Flow, charter.Draft, docket.Doing{By: by, Own: true}, body, t.Facts.Region)
	}
	d := docket.Doing{By: by, Note: t.Source, SHA256: past.Versions[0].Hash()}
	if item, err = n.Book.Open(ctx, tx, Flow, charter.ImportArticle, d, body, t.Facts.Region); err != nil {
		return item, err
	}
	for _, v := range past.Versions[1:] {
		d := docket.Doing{By: by, Note: v.Note, SHA256: v.Hash(), To: Published}
		if item, err = n.Book.Do(ctx, tx, Flow, item.ID, charter.ImportArticle, d); err != nil {
			return item, err
		}
	}
	if past.Withdrawn != "" {
		item, err = n.Book.Do(ctx, tx, Flow, item.ID, charter.ImportArticle, docket.Doing{By: by, Note: past.Withdrawn, To: Withdrawn})
	}
	return item, err
}

// keepPast writes down what a text says and said.
func (n *Newsroom) keepPast(ctx context.Context, tx *db.Tx, by charter.Principal, t Text, past PastText) error {
	if err := insertText(ctx, tx, t); err != nil {
		return err
	}
	revision := 0
	keep := func(w Words, at db.Time, note string) error {
		revision++
		return insertRevision(ctx, tx, t.ID, Revision{Words: w, N: revision, At: at, Seat: by.Seat, Note: note})
	}
	var last Words
	for i, v := range past.Versions {
		last = Words{Title: v.Title, Lead: v.Lead, Text: v.Text, Tags: t.Tags}
		if err := keep(last, v.At, v.Note); err != nil {
			return err
		}
		if i == 0 { // its publication has to be there for its versions
			if err := n.publishPast(ctx, tx, t, past); err != nil {
				return err
			}
		}
		v.N, v.Revision = i+1, i+1
		if err := errors.Join(insertVersion(ctx, tx, t.ID, v), n.used(ctx, tx, t.ID, v.N, v.Text)); err != nil {
			return err
		}
	}
	if !t.Words.same(last) {
		if err := keep(t.Words, n.moment(tx), ""); err != nil {
			return err
		}
	}
	if err := errors.Join(setRevision(ctx, tx, t.ID, revision), n.used(ctx, tx, t.ID, 0, t.Text),
		insertTaken(ctx, tx, t.Source, past.Item, taken{t.ID, past.Hash}, tx.Now)); err != nil {
		return err
	}
	return n.keepBeside(ctx, tx, t, past)
}

// keepBeside keeps how often a text was shown, and where it was found.
func (n *Newsroom) keepBeside(ctx context.Context, tx *db.Tx, t Text, past PastText) error {
	if past.Counted != "" && len(past.Versions) > 0 {
		if err := views.Base(ctx, tx, t.ID, past.Views, past.Counted); err != nil {
			return err
		}
	}
	p, err := byDocket(ctx, tx, t.ID)
	if err != nil && !errors.Is(err, fault.NotFound) {
		return err
	}
	if err := findable(ctx, tx, t.ID); err != nil {
		return err
	}
	if p.Published.After(n.moment(tx).Time) { // it is still to come here, too
		if err := Out.Add(ctx, tx, "", p.Published, t.ID); err != nil {
			return err
		}
	}
	for _, address := range past.Old {
		if OldAddress(address) == "/"+string(t.Lang)+p.Path() {
			continue
		}
		if err := n.move(ctx, tx, Moved{Address: OldAddress(address), Docket: t.ID, Source: t.Source}); err != nil {
			return err
		}
	}
	return nil
}

// publishPast gives the public what it once read.
func (n *Newsroom) publishPast(ctx context.Context, tx *db.Tx, t Text, past PastText) error {
	first, last := past.Versions[0], past.Versions[len(past.Versions)-1]
	public := t
	public.Words = Words{Title: last.Title, Lead: last.Lead, Text: last.Text, Tags: t.Tags}
	p, err := n.publicationOf(ctx, tx, public, first.At.Time)
	if err != nil {
		return err
	}
	p.Changed, p.Version, p.Withdrawn = last.At, len(past.Versions), past.Withdrawn
	if past.Author != "" {
		p.Author = past.Author
	}
	if past.Slug != "" {
		wanted := p
		if wanted.Slug = i18n.Slug(past.Slug); wanted.Slug == past.Slug {
			if taken, err := addressTaken(ctx, tx, wanted); err != nil {
				return err
			} else if !taken {
				p.Slug = past.Slug
			}
		}
	}
	return errors.Join(insertPublication(ctx, tx, p), n.setTags(ctx, tx, public, p.Published))
}

// Stands is what the public reads of each text of an article, for those who take
// things over or give them out.
func (n *Newsroom) Stands(ctx context.Context, tx *db.Tx, docket string) (path string, err error) {
	return n.nowAt(ctx, tx, docket)
}

// Articles are the ids of all articles of a body, or of all bodies if it is empty,
// in the order in which they began.
func (n *Newsroom) Articles(ctx context.Context, tx *db.Tx, body string) ([]string, error) {
	return articles(ctx, tx, body)
}

// Past returns an article with everything that its texts say and ever said.
func (n *Newsroom) Past(ctx context.Context, tx *db.Tx, article string) (p Past, err error) {
	all, err := siblings(ctx, tx, article)
	if err != nil {
		return p, err
	}
	p.ID = article
	for _, s := range all {
		t, err := textOf(ctx, tx, s.Docket)
		if err != nil {
			return p, err
		}
		p.Facts, p.Source = t.Facts, t.Source
		past, err := n.pastText(ctx, tx, t)
		if err != nil {
			return p, err
		}
		for i, other := range all {
			if other.Docket == t.Origin {
				past.Origin, past.OriginAt = i+1, t.OriginAt
			}
		}
		p.Texts = append(p.Texts, past)
	}
	return p.translatedLast(), nil
}

// translatedLast puts texts after those that they were translated from.
func (p Past) translatedLast() Past {
	var order []int // places before
	for round := 0; len(order) < len(p.Texts) && round <= len(p.Texts); round++ {
		for i, t := range p.Texts {
			known := func(n int) bool { return indexOf(order, n) > 0 }
			if !known(i) && (t.Origin == 0 || known(t.Origin-1) || round == len(p.Texts)) {
				order = append(order, i)
			}
		}
	}
	sorted := make([]PastText, len(order))
	for i, at := range order {
		sorted[i] = p.Texts[at]
		if sorted[i].Origin > 0 {
			sorted[i].Origin = indexOf(order, sorted[i].Origin-1)
		}
	}
	p.Texts = sorted
	return p
}

// indexOf is where a number stands, from 1; 0 if it doesn't.
func indexOf(all []int, n int) int {
	for i, one := range all {
		if one == n {
			return i + 1
		}
	}
	return 0
}

func (n *Newsroom) pastText(ctx context.Context, tx *db.Tx, t Text) (past PastText, err error) {
	past = PastText{Words: t.Words, Item: t.ID, Lang: t.Lang, Number: t.Number, State: t.State}
	p, err := byDocket(ctx, tx, t.ID)
	if errors.Is(err, fault.NotFound) {
		return past, nil
	} else if err != nil {
		return past, err
	}
	past.Author, past.Slug, past.Withdrawn = p.Author, p.Slug, p.Withdrawn
	if past.Versions, err = versionTexts(ctx, tx, t.ID); err != nil {
		return past, err
	}
	if n.Views != nil {
		c, err := n.Views.In(ctx, tx, t.ID)
		if err != nil {
			return past, err
		}
		past.Views, past.Counted = c.Views, c.Source
	}
	moved, err := movedOf(ctx, tx, t.ID)
	for _, m := range moved {
		past.Old = append(past.Old, m.Address)
	}
	past.Old = append(past.Old, "/"+string(t.Lang)+p.Path())
	return past, err
}

// Path is the address of a text that was published on a day, without its language.
func (t PastText) Path(day calendar.Day) string {
	return Publication{Slug: t.Slug, Year: day.Year(), Month: int(day.Month())}.Path()
}

// Check says what of a text can't be taken over at all.
func (t PastText) Check() error {
	if len(t.Versions) > 0 && markdown.Plain(t.Text) == "" && len(markdown.Media(t.Text)) == 0 {
		return errors.Join(t.Words.check(), fault.In("text", "newsroom.text-missing"))
	}
	return t.Words.tidy().check()
}

// Move keeps an older address of a page or a picture; one that is known leads
// where it led.
func (n *Newsroom) Move(ctx context.Context, tx *db.Tx, m Moved) error {
	m.Address = OldAddress(m.Address)
	return n.move(ctx, tx, m)
}

// MovedPages are the older addresses of pages and pictures; those of texts are
// with their texts.
func (n *Newsroom) MovedPages(ctx context.Context, tx *db.Tx) ([]Moved, error) {
	return movedPages(ctx, tx)
}

// HasText reports whether there is a text with a docket's id.
func (n *Newsroom) HasText(ctx context.Context, tx *db.Tx, id string) (bool, error) {
	_, err := textOf(ctx, tx, id)
	if errors.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil, err
}
