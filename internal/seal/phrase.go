package seal

import (
	"log/slog"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"adal/internal/fault"
	"adal/internal/i18n"
)

// PhraseWords is the number of words of an access phrase. Each is one of 1024,
// so a phrase is one of 2⁸⁰; together with Argon2id that is out of reach of
// guessing even for somebody who stole the database.
const PhraseWords = 8

// A Phrase is the access phrase of one matter. Whoever has it can read the
// matter's answers and write further; nobody can give it back when it is lost.
// Printing a phrase never shows its words: see [Phrase.Text].
type Phrase struct{ text string }

// NewPhrase draws a phrase from the word list of a language.
func NewPhrase(l i18n.Lang) (Phrase, error) {
	text, err := draw(l, PhraseWords)
	if err != nil {
		return Phrase{}, err
	}
	return Phrase{text}, nil
}

// ParsePhrase reads what a person typed. Case, punctuation, numbers and line
// breaks between the words, and the two dots of ё do not matter. Words of all
// languages are understood, whatever the language of the page. A fault in the
// field "phrase" names the first word that is in no list, or says how many words
// there were.
func ParsePhrase(s string) (Phrase, error) {
	text := normalPhrase(s)
	words := strings.Fields(text)
	if len(words) == 0 {
		return Phrase{}, fault.In("phrase", "seal.phrase-empty")
	}
	for _, w := range words {
		if !known()[w] {
			return Phrase{}, fault.In("phrase", "seal.phrase-unknown-word", clip(w, 40))
		}
	}
	if len(words) != PhraseWords {
		return Phrase{}, fault.In("phrase", "seal.phrase-length", PhraseWords, len(words))
	}
	return Phrase{text}, nil
}

// normalPhrase is the form that keys are derived from: NFC, lower case, ё as е,
// any run of what is not a letter as one space, none at the ends.
func normalPhrase(s string) string {
	s = strings.ReplaceAll(strings.ToLower(norm.NFC.String(s)), "ё", "е")
	notLetter := func(r rune) bool { return !unicode.IsLetter(r) }
	return strings.Join(strings.FieldsFunc(s, notLetter), " ")
}

// clip keeps the first n characters of what is repeated to a person.
func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}

// Text is the phrase in its normal form: lower case, single spaces.
func (p Phrase) Text() string { return p.text }

// String hides the words; see [Phrase.Text].
func (p Phrase) String() string { return "[phrase]" }

// GoString hides the words from %#v.
func (p Phrase) GoString() string { return p.String() }

// LogValue hides the words from logs.
func (p Phrase) LogValue() slog.Value { return slog.StringValue(p.String()) }

// Keys derives what a phrase stands for: the mailbox, which the server may know
// by its hash, and the identity, which it never meets. It takes some 20 ms of a
// processor and 19 MiB of memory; a server calls [Turns.PhraseKeys] instead, so
// that strangers cannot exhaust it. The zero Phrase is an error.
func (p Phrase) Keys() (Mailbox, Identity, error) {
	if p.text == "" {
		return Mailbox{}, Identity{}, fault.In("phrase", "seal.phrase-empty")
	}
	master := stretch(p.text, []byte("adal.access-phrase.v1"), phraseCost)
	id, err := IdentityFromSeed(expand(master, "adal reporter key v1"))
	return Mailbox(expand(master, "adal mailbox v1")), id, err
}
