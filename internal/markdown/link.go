package markdown

import (
	"html"
	"net/url"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/util"
)

// schemes are those that a link may have; one without a scheme stays on this
// site.
var schemes = map[string]bool{"http": true, "https": true, "mailto": true, "tel": true}

// safeLink is an address as it stands in an attribute, and whether a link may
// lead there.
func safeLink(address string) (string, bool) {
	// References such as &colon; are resolved before anything is looked at: what is
	// checked is what a browser will follow.
	address = string(util.URLEscape([]byte(strings.TrimSpace(address)), true))
	if address == "" || strings.ContainsFunc(address, unicode.IsControl) || strings.HasPrefix(strings.ReplaceAll(address, `\`, "/"), "//") {
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
	return html.EscapeString(address), true
}
