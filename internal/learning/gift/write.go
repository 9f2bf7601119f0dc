package gift

import (
	"strconv"
	"strings"
)

// Write writes questions, each under the category of the one before until
// another is named.
func Write(all []Question) string {
	var b strings.Builder
	category := ""
	for i, q := range all {
		if i > 0 {
			b.WriteString("\n")
		}
		if q.Category != category {
			category = q.Category
			b.WriteString("$CATEGORY: " + plain(category) + "\n\n")
		}
		q.write(&b)
	}
	return b.String()
}

// plain writes a text so that nothing in it means anything.
func plain(s string) string { return escaped.Replace(s) }

func (q Question) write(b *strings.Builder) {
	if q.Title != "" {
		b.WriteString("::" + plain(q.Title) + ":: ")
	}
	if q.Format != "" {
		b.WriteString("[" + q.Format + "]")
	}
	b.WriteString(first(plain(q.Text)))
	if q.Kind == Description {
		b.WriteString("\n")
		return
	}
	b.WriteString(" {")
	switch q.Kind {
	case TrueFalse:
		b.WriteString(q.truth())
	case Number:
		b.WriteString("#")
		q.list(b)
	case Essay:
	default:
		q.list(b)
	}
	if q.General != "" {
		b.WriteString("\n\t####" + plain(q.General) + "\n")
	}
	b.WriteString("}")
	if q.After != "" {
		b.WriteString(" " + plain(q.After))
	}
	b.WriteString("\n")
}

// first keeps a text that begins like a comment, a category, a format or a weight
// from being taken for one.
func first(s string) string {
	for _, sign := range []string{"/", "$", "[", "%"} {
		if strings.HasPrefix(s, sign) {
			return `\` + s
		}
	}
	return s
}

func (q Question) truth() string {
	s := "FALSE"
	if q.True {
		s = "TRUE"
	}
	if q.Wrong != "" || q.Right != "" {
		s += "#" + plain(q.Wrong)
	}
	if q.Right != "" {
		s += "#" + plain(q.Right)
	}
	return s
}

func (q Question) list(b *strings.Builder) {
	for _, a := range q.Answers {
		b.WriteString("\n\t" + q.sign(a) + first(plain(a.Text)))
		if a.Match != "" {
			b.WriteString(" -> " + plain(a.Match))
		}
		if a.Feedback != "" {
			b.WriteString(" #" + plain(a.Feedback))
		}
	}
	b.WriteString("\n")
}

// sign begins an answer: = the right one, ~ a wrong one, and a weight where it
// is neither.
func (q Question) sign(a Answer) string {
	weight := "%" + strconv.FormatFloat(a.Weight, 'f', -1, 64) + "%"
	switch {
	case a.Weight == 100:
		return "="
	case q.Kind == Short || q.Kind == Number || q.Kind == Matching:
		return "=" + weight
	case a.Weight == 0:
		return "~"
	}
	return "~" + weight
}
