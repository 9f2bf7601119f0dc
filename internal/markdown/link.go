package markdown

import (
	"bytes"
	"html"
	"net/url"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/util"
)

// schemes are those that a link may have; one without a scheme stays on this
// site.
var schemes = map[string]bool{"http": true, "https": true, "mailto": true, "tel": true}

// longestAddress bounds an address. One that many links share is written many
// times, so that a short text could become a page without end.
const longestAddress = 2000

// safeLink is an address as it stands in an attribute, and whether a link may
// lead there. Escapes and references such as &colon; are read first, since what
// a browser follows is what they stand for.
func safeLink(written []byte) (string, bool) {
	address := strings.TrimSpace(said(written))
	if address == "" || len(address) > longestAddress || strings.ContainsFunc(address, unseen) ||
		strings.HasPrefix(strings.ReplaceAll(address, `\`, "/"), "//") {
		return "", false // a browser drops some control letters, and takes \ for /
	}
	u, err := url.Parse(address)
	if err != nil || u.Opaque != "" && u.Scheme != "mailto" && u.Scheme != "tel" {
		return "", false
	}
	if u.Scheme == "" {
		if before, _, found := strings.Cut(address, ":"); found && !strings.ContainsAny(before, "/?#") {
			return "", false
		}
	} else if !schemes[u.Scheme] || (u.Scheme == "http" || u.Scheme == "https") && u.Host == "" {
		return "", false
	}
	return html.EscapeString(string(util.URLEscape([]byte(address), false))), true
}

// unseen are the letters that show nothing, among them those that turn the
// direction of a text, so that an address would look like another.
func unseen(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }

// shownAs is what letters of a text are shown as: \* as *, &amp; as &, and \&amp;
// as &amp;.
func shownAs(written []byte) string {
	var b strings.Builder
	for rest := written; len(rest) > 0; {
		n := bytes.IndexByte(rest, '\\')
		if n < 0 || n+1 == len(rest) {
			n = len(rest)
		}
		b.Write(util.ResolveEntityNames(util.ResolveNumericReferences(rest[:n])))
		if rest = rest[n:]; len(rest) > 1 {
			if !util.IsPunct(rest[1]) {
				b.WriteByte('\\')
			}
			b.WriteByte(rest[1])
			rest = rest[2:]
		}
	}
	return b.String()
}

// said is what letters of an address stand for, read as often as a browser might:
// \* for *, &amp; for &, and \&amp; for & too.
func said(written []byte) string {
	if bytes.IndexByte(written, '\\') < 0 && bytes.IndexByte(written, '&') < 0 {
		return string(written)
	}
	return string(util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(written))))
}
