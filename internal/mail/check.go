package mail

import (
	"errors"
	"fmt"
	"mime"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The most that a letter may be.
const (
	mostSubject     = 250       // letters
	mostText        = 200 << 10 // bytes, of text and of HTML each
	mostHeader      = 900       // bytes, so that a line stays below 998 (RFC 5322, 2.1.1)
	mostAttachments = 10
	mostAttached    = 10 << 20 // bytes together
)

// allowed are the headers that a letter may set itself. All others are the
// box's.
var allowed = map[string]bool{
	"List-Id": true, "List-Unsubscribe": true, "List-Unsubscribe-Post": true, "List-Help": true, "Reply-To": true,
}

// check says what keeps a letter from being posted. It is a mistake of the
// program, but for the address: who takes one from a person asks Address first.
func (l Letter) check() error {
	if to, err := Address(l.To); err != nil || to != l.To {
		return errors.New("the address isn't one that Address returned")
	}
	switch {
	case l.Key == "":
		return errors.New("it has no key")
	case strings.TrimSpace(l.Subject) == "" || utf8.RuneCountInString(l.Subject) > mostSubject || !oneLine(l.Subject):
		return errors.New("the subject is empty, too long or not one line")
	case strings.TrimSpace(l.Text) == "" || !isText(l.Text) || !isText(l.HTML):
		return errors.New("the text is empty, too long or no text")
	}
	for _, h := range l.Headers {
		if !allowed[h.Name] || strings.TrimSpace(h.Value) == "" || len(h.Value) > mostHeader || !isASCII(h.Value) {
			return fmt.Errorf("the header %.30q can't stand in a letter", h.Name)
		}
	}
	return l.checkAttachments()
}

func (l Letter) checkAttachments() error {
	size := 0
	for _, a := range l.Attachments {
		kind, _, err := mime.ParseMediaType(a.Type)
		if err != nil || !strings.Contains(kind, "/") || !isASCII(a.Type) {
			return errors.New("an attachment is of no kind")
		}
		if strings.TrimSpace(a.Name) == "" || utf8.RuneCountInString(a.Name) > 100 || !oneLine(a.Name) || strings.ContainsAny(a.Name, `/\"`) {
			return errors.New("an attachment has no name that a file can have")
		}
		size += len(a.Content)
	}
	if len(l.Attachments) > mostAttachments || size > mostAttached {
		return errors.New("too much is attached")
	}
	return nil
}

// oneLine reports whether a text has no letter that begins a line or can't be
// seen: whoever could write one would write headers of their own.
func oneLine(s string) bool {
	return utf8.ValidString(s) && strings.IndexFunc(s, func(r rune) bool {
		return unicode.IsControl(r) || r == '\u2028' || r == '\u2029'
	}) < 0
}

// isText reports whether a text has no letters that can't be seen but the ends
// of lines and tabs.
func isText(s string) bool {
	return len(s) <= mostText && utf8.ValidString(s) && strings.IndexFunc(s, func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' && r != '\t'
	}) < 0
}

// isASCII reports whether a text can stand in a head as it is.
func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) < 0
}
