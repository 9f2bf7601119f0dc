package record

import (
	"encoding/hex"
	"encoding/json"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/i18n"
	"adal/internal/register"
)

// charterData is the charter as programs read it.
type charterData struct {
	SHA256   string        `json:"sha256"` // of charter.cedar followed by charter.cedarschema
	Holds    bool          `json:"holds"`  // the proof
	Proof    []stepData    `json:"proof"`
	Articles []articleData `json:"articles"`
	Kinds    []string      `json:"kinds"`
	Matrix   []rowData     `json:"matrix"`
	Keys     []keyData     `json:"keys"`
}

type stepData struct {
	Name    string   `json:"name"`
	Checked int      `json:"checked"`
	Faults  []string `json:"faults,omitempty"`
}

type articleData struct {
	Number  int           `json:"number"`
	Chapter string        `json:"chapter"`
	Effect  string        `json:"effect"`
	Text    i18n.Text     `json:"text"`
	Law     *i18n.Text    `json:"law,omitempty"`
	Kinds   []string      `json:"kinds"`
	Acts    []charter.Act `json:"acts"`
	Cedar   string        `json:"cedar"`
}

// rowData says who may do an act. Kinds that are in neither list may not,
// because it is another's act.
type rowData struct {
	Act       charter.Act    `json:"act"`
	May       map[string]int `json:"may"`       // article by kind
	Forbidden map[string]int `json:"forbidden"` // article by kind
	Offered   bool           `json:"offered"`   // a page of this version offers it
}

type keyData struct {
	Body        string       `json:"body"`
	Name        i18n.Text    `json:"name"`
	Fingerprint string       `json:"fingerprint"` // SHA-256 of the recipient
	Recipient   string       `json:"recipient"`
	Since       calendar.Day `json:"since"`
}

func charterOf(s sheet, keys []key) charterData {
	d := charterData{SHA256: s.Hash, Holds: s.Holds, Kinds: charter.Kinds(), Keys: []keyData{}}
	for _, step := range s.Proof {
		d.Proof = append(d.Proof, stepData{step.Name, step.Checked, step.Faults})
	}
	for _, ch := range s.Chapters {
		for _, a := range ch.Articles {
			one := articleData{a.Number, a.Chapter, a.Effect, a.Text, nil, a.Kinds, a.Acts, a.Source}
			if a.Law != (i18n.Text{}) {
				one.Law = &a.Law
			}
			d.Articles = append(d.Articles, one)
		}
		for _, r := range ch.Rows {
			d.Matrix = append(d.Matrix, r.data(ch.Kinds))
		}
	}
	for _, k := range keys {
		d.Keys = append(d.Keys, keyData{k.Body, k.Name, k.Fingerprint, k.Recipient, k.Since})
	}
	return d
}

func (r row) data(kinds []string) rowData {
	d := rowData{Act: r.Act, May: map[string]int{}, Forbidden: map[string]int{}}
	for i, cell := range r.Cells {
		switch {
		case cell.May:
			d.May[kinds[i]] = cell.Article
		case cell.Article != 0:
			d.Forbidden[kinds[i]] = cell.Article
		}
	}
	d.Offered = len(d.May) > 0 && !r.Later && !r.Never
	return d
}

// registerData is a part of the register as programs read it. Who wants to
// check it reads the tiles instead.
type registerData struct {
	Origin     string      `json:"origin,omitempty"`
	Size       int64       `json:"size"`
	Root       string      `json:"root,omitempty"` // base64, as in the checkpoint
	Checkpoint string      `json:"checkpoint,omitempty"`
	VKey       string      `json:"vkey"`
	Entries    []entryData `json:"entries"`          // newest first
	Before     int64       `json:"before,omitempty"` // ?before= of the next part
}

// entryData is a public entry with its place and leaf hash, or how many sealed
// ones stand side by side.
type entryData struct {
	N       int64           `json:"n"`
	Leaf    string          `json:"leaf,omitempty"` // hex
	Entry   json.RawMessage `json:"entry,omitempty"`
	First   *int64          `json:"first,omitempty"` // of sealed entries; N is their last
	Matters *int64          `json:"matters,omitempty"`
	Steps   *int64          `json:"steps,omitempty"`
}

func registerOf(p registerPage) registerData {
	d := registerData{VKey: p.State.VKey, Entries: []entryData{}, Before: p.Part.Older}
	if p.Begun {
		d.Origin, d.Size, d.Root, d.Checkpoint = p.State.Origin, p.State.Size, p.State.Root.String(), p.State.Signed
	}
	for _, l := range p.Part.Lines {
		one := entryData{N: l.N}
		if l.Run.Count() > 0 {
			one.First, one.Matters, one.Steps = &l.Run.First, &l.Run.Matters, &l.Run.Steps
		} else {
			leaf := register.Logged{N: l.N, Text: l.raw}.Leaf()
			one.Leaf = hex.EncodeToString(leaf[:])
			if l.Entry != nil {
				one.Entry = l.raw
			}
		}
		d.Entries = append(d.Entries, one)
	}
	return d
}
