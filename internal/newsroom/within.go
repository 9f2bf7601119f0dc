package newsroom

import (
	"context"
	"errors"
	"strings"

	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/markdown"
)

// within is the name of what a text shows of another area: a line such as
//
//	::show /kk/index/2019/KAZ
const within = "show"

// A Within is what another area shows in a text.
type Within = markdown.Within

// embed is what stands for a name and an argument of a text. What is there no
// more, or can't be read now, stays as a link to where it was.
func (n *Newsroom) embed(ctx context.Context, l i18n.Lang, name, arg string) (Within, bool) {
	path, ok := n.ownPath(arg)
	if name != within || !ok || n.Within == nil {
		return Within{}, false
	}
	w, err := n.Within(ctx, l, path)
	if err != nil {
		at := "/" + string(l) + path
		return Within{Title: at, Href: at}, true
	}
	return w, true
}

// ownPath is the path of a page of this site without its language, of an address
// as a person copies it: whole, or without the site, or without the language.
func (n *Newsroom) ownPath(address string) (string, bool) {
	address = strings.TrimPrefix(address, n.Address)
	if first, rest, ok := strings.Cut(strings.TrimPrefix(address, "/"), "/"); ok {
		if _, lang := i18n.Parse(first); lang {
			address = "/" + rest
		}
	}
	ok := len(address) > 1 && address[0] == '/' && len(address) <= 200
	for _, r := range address {
		ok = ok && (r == '/' || r == '-' || r == '.' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z')
	}
	return address, ok && !strings.Contains(address, "//") && !strings.Contains(address, "..")
}

// lint says what of a text can't be published, in a language. It asks other
// areas, so it is called outside of transactions.
func (n *Newsroom) lint(ctx context.Context, l i18n.Lang, text string) []error {
	return append(markdown.Lint(text), n.lintWithin(ctx, l, text)...)
}

func (n *Newsroom) lintWithin(ctx context.Context, l i18n.Lang, text string) (wrong []error) {
	for _, e := range markdown.Embeds(text) {
		path, ok := n.ownPath(e.Arg)
		if e.Name != within {
			wrong = append(wrong, fault.In("text", "newsroom.within-unknown", short(e.Name)))
			continue
		}
		if ok = ok && n.Within != nil; ok {
			_, err := n.Within(ctx, l, path)
			if ok = err == nil; !ok && !errors.Is(err, fault.NotFound) {
				wrong = append(wrong, err)
				continue
			}
		}
		if !ok {
			wrong = append(wrong, fault.In("text", "newsroom.within-nothing", short(e.Arg)))
		}
	}
	return wrong
}

// short is the beginning of what a fault quotes.
func short(s string) string {
	const most = 80
	if letters := []rune(s); len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return s
}
