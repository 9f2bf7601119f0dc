package mail

import (
	"errors"
	"regexp"
	"strconv"
	"strings"

	gomail "github.com/wneessen/go-mail"
)

// A refusal is why a letter didn't go.
type refusal struct {
	reason  string
	final   bool // it will never go
	nobody  bool // its address doesn't exist
	severed bool // the connection can't be used any more
}

// Error implements error.
func (r *refusal) Error() string { return r.reason }

// noAddress are the statuses of an address that isn't one (RFC 3463, 3.2): no
// such mailbox, no such system, a wrong form, a mailbox that has moved and left
// no address, a domain that takes no mail (RFC 7505).
var noAddress = map[string]bool{"5.1.1": true, "5.1.2": true, "5.1.3": true, "5.1.6": true, "5.1.10": true}

// refusalOf reads what the server answered. Only an answer that begins with 5 is
// final (RFC 5321, 4.2.1), and only if it is about the recipient or the letter:
// who may send isn't the letter's fault.
func refusalOf(err error) *refusal {
	var e *gomail.SendError
	if !errors.As(err, &e) {
		return &refusal{reason: scrub(err.Error()), severed: true}
	}
	r := &refusal{reason: scrub(answerOf(e)), severed: e.ErrorCode() == 0}
	if e.ErrorCode() >= 500 {
		switch e.Reason {
		case gomail.ErrSMTPRcptTo, gomail.ErrSMTPData, gomail.ErrSMTPDataClose:
			r.final = true
		}
	}
	r.nobody = r.final && e.Reason == gomail.ErrSMTPRcptTo && noAddress[e.EnhancedStatusCode()]
	return r
}

// answerOf says at which step what was answered.
func answerOf(e *gomail.SendError) string {
	said := e.Error()
	if before, _, ok := strings.Cut(said, ", affected recipient(s): "); ok {
		said = before
	}
	said, _, _ = strings.Cut(said, ", affected message ID: ")
	if code := strconv.Itoa(e.ErrorCode()); e.ErrorCode() > 0 && !strings.Contains(said, code) {
		said = code + " " + said
	}
	return said
}

var (
	addressLike = regexp.MustCompile(`\S*@\S*`)
	unseen      = regexp.MustCompile(`[\x00-\x1f\x7f]+`)
)

// mostReason is how much of a server's answer is kept, in bytes.
const mostReason = 300

// scrub takes out of a server's answer all that may be an address.
func scrub(s string) string {
	s = unseen.ReplaceAllString(addressLike.ReplaceAllString(s, "…"), " ")
	s = strings.ToValidUTF8(s, "")
	if len(s) > mostReason {
		s = strings.ToValidUTF8(s[:mostReason], "")
	}
	return s
}
