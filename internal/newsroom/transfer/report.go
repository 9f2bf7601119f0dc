package transfer

import (
	"fmt"
	"io"

	"adal/internal/fault"
	"adal/internal/i18n"
)

// A Report says what a file comes to: what is taken over, what is there already,
// and of everything else why it isn't.
type Report struct {
	Source   string
	Articles int
	Texts    int
	Drafts   int
	Pictures int
	Moved    int // older addresses
	Known    int // texts that were taken over before and are as they were
	// Refused are the reasons for which nothing of the file is taken over.
	Refused []Note
	// Notes are what isn't taken over, or not as it was.
	Notes []Note
	// Undescribed are the files of pictures that nobody described; descriptions of
	// them may be given.
	Undescribed []string
}

// A Note says something of an item of the source.
type Note struct {
	Item string // "#101 Title", or empty
	Word string
	Args []any
}

// Fault is a note as pages say it.
func (n Note) Fault() *fault.Error {
	return &fault.Error{Kind: fault.Invalid, Word: n.Word, Args: n.Args}
}

// most is how many notes a report keeps; of the others it has the number.
const most = 5_000

func (r *Report) note(item, word string, args ...any) {
	if len(r.Notes) < most {
		r.Notes = append(r.Notes, Note{item, word, args})
	}
}

func (r *Report) refuse(item, word string, args ...any) {
	if len(r.Refused) < most {
		r.Refused = append(r.Refused, Note{item, word, args})
	}
}

// Print writes a report in a language.
func (r *Report) Print(w io.Writer, words i18n.Words, l i18n.Lang) error {
	_, err := fmt.Fprintln(w, words.Say(l, "transfer.report", r.Source, r.Articles, r.Texts, r.Drafts, r.Pictures, r.Moved, r.Known))
	for _, group := range []struct {
		word  string
		notes []Note
	}{{"transfer.notes", r.Notes}, {"transfer.refused", r.Refused}} {
		if len(group.notes) == 0 || err != nil {
			continue
		}
		fmt.Fprintf(w, "\n%s\n", words.Say(l, group.word, len(group.notes)))
		for _, n := range group.notes {
			item := n.Item
			if item != "" {
				item += ": "
			}
			_, err = fmt.Fprintf(w, "  %s%s\n", item, words.Say(l, n.Word, n.Args...))
		}
	}
	if len(r.Undescribed) > 0 && err == nil {
		fmt.Fprintf(w, "\n%s\n\n[alts]\n", words.Say(l, "transfer.undescribed", len(r.Undescribed)))
		for _, file := range r.Undescribed {
			_, err = fmt.Fprintf(w, "%q = \"\"\n", file)
		}
	}
	return err
}
