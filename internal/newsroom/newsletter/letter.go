package newsletter

import (
	"net/url"
	"strings"
	"unicode"

	"adal/internal/calendar"
	"adal/internal/follow"
	"adal/internal/i18n"
	"adal/internal/mail"
)

// page is the whole address of a page in a language.
func (n *Newsletter) page(l i18n.Lang, path string) string { return n.Address + "/" + string(l) + path }

// confirmation asks somebody whether they want what was asked in their name. It
// has no word of who asked: nobody can send their own through it.
func (n *Newsletter) confirmation(to string, l i18n.Lang, name i18n.Text, news bool, token string) mail.Letter {
	site, word := n.Words.Say(l, "web.name"), "newsletter.confirm-letter"
	if !news {
		word = "newsletter.confirm-letter-other"
	}
	return mail.Letter{
		To: to, Lang: l, Key: follow.About(token), About: follow.About(token),
		Subject: n.Words.Say(l, "newsletter.confirm-subject", site),
		Text:    n.Words.Say(l, word, site, name.In(l), n.page(l, "/subscribe/confirm/"+token)),
	}
}

// single is the letter of one article.
func (n *Newsletter) single(f follow.Follower, i Item) mail.Letter {
	l := n.letter(f, i.Lang, i.Title, n.entry(i))
	l.Key = "news/" + i.ID + "/" + f.ID
	return l
}

// digest is the letter of a week's articles.
func (n *Newsletter) digest(f follow.Follower, l i18n.Lang, monday calendar.Day, items []Item) mail.Letter {
	var text strings.Builder
	text.WriteString(n.Words.Say(l, "newsletter.digest", len(items)))
	for _, i := range items {
		text.WriteString("\n\n* " + i18n.Date(l, i.Day) + "\n" + n.entry(i))
	}
	letter := n.letter(f, l, n.Words.Say(l, "newsletter.digest-subject", n.Words.Say(l, "web.name"), monday), text.String())
	letter.Key = "digest/" + monday.String() + "/" + string(l) + "/" + f.ID
	return letter
}

func (n *Newsletter) entry(i Item) string {
	return plain(i.Title) + "\n\n" + plain(i.Lead) + "\n\n" + n.page(i.Lang, i.Path)
}

// letter is a letter to a follower, with how to leave: by its head in one click
// (RFC 8058), and by a link at its end.
func (n *Newsletter) letter(f follow.Follower, l i18n.Lang, subject, text string) mail.Letter {
	token := n.Followers.Token(f.ID)
	stop := n.page(l, "/subscribe/stop/"+token)
	return mail.Letter{
		To: f.Address, Lang: l, About: f.ID, Subject: short(plain(subject)),
		Text: text + "\n\n-- \n" + n.Words.Say(l, "newsletter.foot", n.Words.Say(l, "web.name"), stop, n.page(l, "/subscribe/manage/"+token)) + "\n",
		Headers: []mail.Header{
			{Name: "List-Id", Value: "<news." + string(l) + "." + n.host() + ">"},
			{Name: "List-Unsubscribe", Value: "<" + stop + ">"},
			{Name: "List-Unsubscribe-Post", Value: "List-Unsubscribe=One-Click"},
		},
	}
}

// host is the name of the site for List-Id (RFC 2919).
func (n *Newsletter) host() string {
	if u, err := url.Parse(n.Address); err == nil && u.Hostname() != "" {
		return u.Hostname()
	}
	return "localhost"
}

// plain is a text as one line without letters that can't be seen.
func plain(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ")
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return -1
		}
		return r
	}, s)
}

// mostSubject is how many letters of a title stand in the subject of a letter.
const mostSubject = 200

func short(s string) string {
	if all := []rune(s); len(all) > mostSubject {
		return string(all[:mostSubject-1]) + "…"
	}
	return s
}
