package paper_test

import (
	"bytes"
	"fmt"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"adal/internal/calendar"
	"adal/internal/i18n"
	"adal/internal/paper"
)

// read is what an independent reader (poppler) finds in a paper.
func read(t *testing.T, pdf []byte, flags ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "pdftotext", append(flags, "-", "-")...)
	cmd.Stdin = bytes.NewReader(pdf)
	text, err := cmd.Output()
	if err != nil {
		t.Fatalf("pdftotext (build/need.sh installs it): %v", err)
	}
	return string(text)
}

func done(t *testing.T, p *paper.Paper) []byte {
	t.Helper()
	pdf, err := p.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return pdf
}

func begin() *paper.Paper {
	return paper.New(paper.About{
		Lang: i18n.KK, Title: "Жартыжылдық есеп", Author: "Штаб", Day: calendar.Date(2020, 7, 1), Foot: "https://adal.example/kk/headquarters",
	})
}

// TestKazakh: every letter of the Kazakh alphabet that Russian doesn't have comes
// out as it went in, in text, headings and tables, small and large.
func TestKazakh(t *testing.T) {
	const letters = "әғқңөұүһі ӘҒҚҢӨҰҮҺІ"
	p := begin()
	p.Title("Есеп: " + letters)
	p.Heading("Бөлім " + letters)
	p.Text("Мәтін " + letters + ".\n\nЕкінші абзац – «тырнақша».")
	p.Note("Ескерту " + letters)
	p.Table(paper.Table{
		Cols: []paper.Column{{Head: "Көрсеткіш", Share: 3}, {Head: "Саны", Share: 1, Number: true}},
		Rows: [][]paper.Cell{{{Text: "Іс-шаралар " + letters}, {Text: "12"}}},
	})
	p.Facts(paper.Fact{Name: "Өңір", Value: "Маңғыстау облысы"})
	text := strings.Join(strings.Fields(read(t, done(t, p))), " ")
	for _, want := range []string{
		"Есеп: " + letters, "Бөлім " + letters, "Мәтін " + letters + ". Екінші абзац – «тырнақша».", "Ескерту " + letters,
		"Көрсеткіш", "Маңғыстау облысы", "1/1", "https://adal.example/kk/headquarters",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %q", want, text)
		}
	}
	if n := strings.Count(text, letters); n != 5 {
		t.Errorf("the letters are there %d times, want 5", n)
	}
}

// TestPages: a long table repeats its head on every page, cuts no row, and pages
// have their numbers.
func TestPages(t *testing.T) {
	p := begin()
	var rows [][]paper.Cell
	for n := range 120 {
		rows = append(rows, []paper.Cell{{Text: fmt.Sprintf("жол-%03d бірінші\nжол-%03d екінші", n, n)}, {Text: fmt.Sprint(n), Link: "https://adal.example/x"}})
	}
	p.Table(paper.Table{Cols: []paper.Column{{Head: "БАСЫ", Share: 2}, {Head: "Саны", Number: true}}, Rows: rows})
	pages := strings.Split(strings.TrimRight(read(t, done(t, p), "-layout"), "\f"), "\f")
	if len(pages) < 4 {
		t.Fatalf("%d pages", len(pages))
	}
	first, second := regexp.MustCompile(`жол-(\d+) бірінші`), regexp.MustCompile(`жол-(\d+) екінші`)
	seen := 0
	for i, page := range pages {
		if !strings.Contains(page, fmt.Sprintf("%d/%d", i+1, len(pages))) || strings.Count(page, "БАСЫ") != 1 {
			t.Errorf("page %d has no number or not one head", i+1)
		}
		a, b := first.FindAllString(page, -1), second.FindAllString(page, -1)
		if len(a) != len(b) {
			t.Errorf("page %d cuts a row: %d and %d", i+1, len(a), len(b))
		}
		seen += len(a)
	}
	if seen != 120 {
		t.Errorf("%d rows of 120", seen)
	}
}

// TestSame: the same content is the same bytes, so that a hash proves it.
func TestSame(t *testing.T) {
	write := func(text string) []byte {
		p := begin()
		p.Text(text)
		p.Link("сілтеме", "https://adal.example/kk/register")
		if err := p.QR("https://adal.example/kk/certificates/ABC", "Тексеру", 30); err != nil {
			t.Fatal(err)
		}
		return done(t, p)
	}
	a, b := write("бір"), write("бір")
	if !bytes.Equal(a, b) {
		t.Error("the same paper has other bytes")
	}
	if bytes.Equal(a, write("екі")) {
		t.Error("another paper has the same bytes")
	}
	if !bytes.Contains(a, []byte("/URI (https://adal.example/kk/register)")) {
		t.Error("the link leads nowhere")
	}
}

// TestStrange: what no font has is marked and hurts nothing.
func TestStrange(t *testing.T) {
	p := begin()
	p.Text("a\x00b\u202ec😀d" + string([]byte{0xff}) + "ә\tб")
	p.Table(paper.Table{Cols: []paper.Column{{}}, Rows: [][]paper.Cell{{{Text: strings.Repeat("ұзынсөзсіз", 600)}}, {{Text: ""}}}})
	if text := read(t, done(t, p)); !strings.Contains(text, "abc\uFFFDd\uFFFDә б") {
		t.Errorf("%.80q", text)
	}
}

// FuzzText writes any text without breaking.
func FuzzText(f *testing.F) {
	f.Add("ә\n\n\xff😀 \u200b", "ұ")
	f.Fuzz(func(t *testing.T, text, cell string) {
		p := begin()
		p.Title(text)
		p.Text(text)
		p.Table(paper.Table{Cols: []paper.Column{{Head: cell, Share: 1}, {Share: 2, Number: true}}, Rows: [][]paper.Cell{{{Text: text}, {Text: cell}}}})
		if _, err := p.Bytes(); err != nil {
			t.Error(err)
		}
	})
}

// TestCode draws the code of a text as squares, with the quiet zone that the
// standard asks for. "A" at level M is of version 1: 21 squares along a side and
// finder patterns of 7 (ISO/IEC 18004, 6.3.3).
func TestCode(t *testing.T) {
	c, err := paper.NewCode("A")
	if err != nil {
		t.Fatal(err)
	}
	if c.Size != 21+8 || !strings.HasPrefix(c.Path, "M4 4h7v1h-7z") || !regexp.MustCompile(`^(M\d+ \d+h\d+v1h-\d+z)+$`).MatchString(c.Path) {
		t.Errorf("%d: %.60s", c.Size, c.Path)
	}
	if _, err := paper.NewCode(strings.Repeat("x", 5000)); err == nil {
		t.Error("a text that fits in no code has one")
	}
}
