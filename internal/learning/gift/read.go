package gift

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"adal/internal/fault"
)

// Bounds of a file: far more than any test has.
const (
	MostBytes     = 1 << 20
	MostQuestions = 500
	mostAnswers   = 50
)

// Read reads the questions of a file. What can't be read is a fault that names
// the line on which its question begins; all that is wrong is found at once.
func Read(text string) ([]Question, error) {
	text = strings.TrimPrefix(strings.ReplaceAll(text, "\r\n", "\n"), "\ufeff")
	switch {
	case len(text) > MostBytes:
		return nil, fault.New(fault.TooLarge, "learning.gift-long")
	case !utf8.ValidString(text) || strings.ContainsAny(text, hidden+"\x00"):
		return nil, fault.New(fault.Invalid, "learning.gift-text")
	}
	blocks := split(hide(text))
	if len(blocks) > MostQuestions {
		return nil, fault.New(fault.TooLarge, "learning.gift-many", len(blocks), MostQuestions)
	}
	var all []Question
	var wrong []error
	for _, b := range blocks {
		q, err := b.read()
		if err != nil {
			wrong = append(wrong, err)
			continue
		}
		all = append(all, q)
	}
	return all, errors.Join(wrong...)
}

// A block is the text of one question.
type block struct {
	text     string
	category string
	line     int
}

// split parts a file at its blank lines, as far as they aren't between braces,
// and leaves out the comments.
func split(text string) (all []block) {
	var now block
	category, open := "", false
	end := func() {
		if strings.TrimSpace(now.text) != "" {
			now.category = category
			all = append(all, now)
		}
		now, open = block{}, false
	}
	for i, line := range strings.Split(text, "\n") {
		trimmed := strings.TrimSpace(line)
		name, isCategory := strings.CutPrefix(trimmed, "$CATEGORY:")
		switch {
		case strings.HasPrefix(trimmed, "//"):
		case isCategory && !open:
			end()
			category = show(name)
		case trimmed == "" && !open:
			end()
		default:
			if now.text == "" {
				now.line = i + 1
			}
			now.text += line + "\n"
			open = strings.LastIndexByte(now.text, '{') > strings.LastIndexByte(now.text, '}')
		}
	}
	end()
	return all
}

func (b block) fail(word string, args ...any) error {
	return fault.New(fault.Invalid, "learning.gift-"+word, append([]any{b.line}, args...)...)
}

// formats are the ways in which a text may be marked up.
var formats = []string{"html", "markdown", "plain", "moodle"}

func (b block) read() (q Question, err error) {
	q = Question{Category: b.category, Line: b.line}
	text := strings.TrimSpace(b.text)
	if rest, ok := strings.CutPrefix(text, "::"); ok {
		title, rest, closed := strings.Cut(rest, "::")
		if !closed {
			return q, b.fail("title")
		}
		q.Title, text = show(title), strings.TrimSpace(rest)
	}
	for _, f := range formats {
		if rest, ok := strings.CutPrefix(text, "["+f+"]"); ok {
			q.Format, text = f, rest
		}
	}
	before, rest, answers := strings.Cut(text, "{")
	inner, after, closed := strings.Cut(rest, "}")
	switch {
	case strings.ContainsAny(before, "}") || strings.ContainsAny(after, "{}") || strings.Contains(inner, "{") || answers && !closed:
		return q, b.fail("braces")
	case strings.TrimSpace(before+after) == "" && q.Title == "":
		return q, b.fail("empty")
	}
	q.Text, q.After = show(before), show(after)
	if !answers {
		q.Kind = Description
		return q, nil
	}
	inner, general, _ := strings.Cut(inner, "####")
	q.General = show(general)
	return q, b.answers(&q, strings.TrimSpace(inner))
}

// answers reads what stands in the braces.
func (b block) answers(q *Question, inner string) error {
	word, _, _ := strings.Cut(inner, "#")
	switch strings.TrimSpace(word) {
	case "T", "TRUE", "F", "FALSE":
		return b.truth(q, strings.TrimSpace(word)[0] == 'T', inner)
	}
	if inner == "" {
		q.Kind = Essay
		return nil
	}
	if numbers, ok := strings.CutPrefix(inner, "#"); ok {
		q.Kind = Number
		return b.list(q, strings.TrimSpace(numbers), true)
	}
	return b.list(q, inner, false)
}

// truth reads {T#said to who answered wrong#said to who answered right}.
func (b block) truth(q *Question, is bool, inner string) error {
	parts := strings.Split(inner, "#")
	if len(parts) > 3 {
		return b.fail("answers")
	}
	q.Kind, q.True = TrueFalse, is
	if len(parts) > 1 {
		q.Wrong = show(parts[1])
	}
	if len(parts) > 2 {
		q.Right = show(parts[2])
	}
	return nil
}

// list reads answers that begin with = or ~; a number alone may stand without.
func (b block) list(q *Question, inner string, numbers bool) error {
	if numbers && !strings.ContainsAny(inner, "=~") {
		inner = "=" + inner
	}
	if inner == "" || inner[0] != '=' && inner[0] != '~' {
		return b.fail("answers")
	}
	signs := ""
	for len(inner) > 0 {
		end := len(inner)
		if i := strings.IndexAny(inner[1:], "=~"); i >= 0 {
			end = i + 1
		}
		a, err := b.answer(inner[0], inner[1:end], numbers)
		if err != nil {
			return err
		}
		q.Answers, signs, inner = append(q.Answers, a), signs+inner[:1], inner[end:]
	}
	if len(q.Answers) > mostAnswers {
		return b.fail("answers-many", mostAnswers)
	}
	return b.kind(q, signs)
}

func (b block) answer(sign byte, text string, number bool) (a Answer, err error) {
	if sign == '=' {
		a.Weight = 100
	}
	text = strings.TrimSpace(text)
	if rest, ok := strings.CutPrefix(text, "%"); ok {
		percent, rest, closed := strings.Cut(rest, "%")
		if a.Weight, err = strconv.ParseFloat(percent, 64); err != nil || !closed || !(a.Weight >= -100 && a.Weight <= 100) {
			return a, b.fail("weight")
		}
		text = rest
	}
	text, said, _ := strings.Cut(text, "#")
	a.Feedback = show(said)
	text, match, pair := strings.Cut(text, "->")
	a.Text, a.Match = show(text), show(match)
	if pair && a.Match == "" {
		return a, b.fail("pair")
	}
	if number && a.Text != "" {
		if _, _, ok := span(a.Text); !ok {
			return a, b.fail("number")
		}
	}
	return a, nil
}

// kind says what kind of question its answers make, and whether they make one.
func (b block) kind(q *Question, signs string) error {
	pairs, best, worst := 0, 0.0, 100.0
	for _, a := range q.Answers {
		if a.Match != "" {
			pairs++
		} else if a.Text == "" && q.Kind != Number {
			return b.fail("answer-empty")
		}
		best, worst = max(best, a.Weight), min(worst, a.Weight)
	}
	switch {
	case best <= 0:
		return b.fail("no-right")
	case q.Kind == Number:
	case pairs > 0:
		q.Kind = Matching
		if pairs < len(q.Answers) || len(q.Answers) < 2 || strings.Contains(signs, "~") {
			return b.fail("pair")
		}
		for i := range q.Answers {
			q.Answers[i].Weight = 100
		}
	case !strings.Contains(signs, "~"):
		q.Kind = Short
	case len(q.Answers) < 2:
		return b.fail("answers")
	case worst == 100:
		return b.fail("no-wrong")
	case best == 100:
		q.Kind = Choice
	default:
		q.Kind = Multiple
	}
	return nil
}
