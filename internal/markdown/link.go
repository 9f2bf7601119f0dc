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

// said is what letters of a text stand for: \* for *, &amp; for &.
func said(written []byte) string {
	if bytes.IndexByte(written, '\\') < 0 && bytes.IndexByte(written, '&') < 0 {
		return string(written)
	}
	return string(util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(written))))
}
