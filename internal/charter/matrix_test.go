package charter

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"adal/internal/i18n"
)

// The matrix says what the table of mandates says.
func TestMatrix(t *testing.T) {
	c := load(t)
	rows := c.Matrix()
	if len(rows) != len(Acts()) {
		t.Fatalf("%d rows for %d acts", len(rows), len(Acts()))
	}
	for _, r := range rows {
		for i, k := range Kinds() {
			want := slices.Contains(strings.Fields(mandates[k]), string(r.Act))
			if got := r.Cells[i]; got.May != want || want && got.Article == 0 {
				t.Errorf("%s × %s: %+v, want %v", k, r.Act, got, want)
			}
		}
	}
	cell := func(act Act, kind string) Cell {
		row := rows[slices.IndexFunc(rows, func(r Row) bool { return r.Act == act })]
		return row.Cells[slices.Index(Kinds(), kind)]
	}
	for _, tc := range []struct {
		act  Act
		kind string
		want Cell
	}{
		{"take", "antikor-centre", Cell{May: true, Article: 12}},
		{"take", "newsroom", Cell{}},
		{"open", "keeper", Cell{Article: 83}},
		{"inspect", "agency", Cell{Article: 3}},
		{"prosecute", "monitoring-group", Cell{Article: 4}},
		{"prosecute", "department", Cell{May: true, Article: 50}},
	} {
		if got := cell(tc.act, tc.kind); got != tc.want {
			t.Errorf("%s × %s: %+v, want %+v", tc.kind, tc.act, got, tc.want)
		}
	}
}

func TestFprint(t *testing.T) {
	c := load(t)
	for l, want := range map[i18n.Lang][]string{
		i18n.KK: {"Өкілеттіктер жарғысы", "мәселені жұмысқа алу", "арнайы мониторингтік топ", "Дәлел толық"},
		i18n.RU: {"Хартия полномочий", "взять вопрос в работу", "Антикор-центр", "Доказательство полно"},
		i18n.EN: {"Charter of mandates", "take a matter in hand", "the Agency", "The proof holds", c.Hash()},
	} {
		var b bytes.Buffer
		if err := c.Fprint(&b, l); err != nil {
			t.Fatal(err)
		}
		for _, s := range append(want, "●", "×", "✓") {
			if !strings.Contains(b.String(), s) {
				t.Errorf("%s: %q is not printed", l, s)
			}
		}
		if strings.Contains(b.String(), "charter.") || strings.Contains(b.String(), "✗") {
			t.Errorf("%s:\n%s", l, b.String())
		}
	}
}

// A charter that fails is printed with what is wrong, and the command fails.
func TestFprintOfAFailure(t *testing.T) {
	drop := policies(t)[2]
	c := parse(t, swap(drop, ""))
	var b bytes.Buffer
	if err := c.Fprint(&b, i18n.EN); err == nil {
		t.Error("a charter without its third article holds")
	}
	for _, s := range []string{"✗ Nobody inspects or demands documents", "The proof fails"} {
		if !strings.Contains(b.String(), s) {
			t.Errorf("%q is not printed:\n%s", s, b.String())
		}
	}
}

type broken struct{}

var errBroken = errors.New("the printer is broken")

func (broken) Write([]byte) (int, error) { return 0, errBroken }

func TestFprintToABrokenWriter(t *testing.T) {
	if err := load(t).Fprint(broken{}, i18n.KK); !errors.Is(err, errBroken) {
		t.Errorf("got %v", err)
	}
}

// Every name that pages show is there in three languages and says what it is.
func TestNames(t *testing.T) {
	var w i18n.Words
	if err := w.Load("charter", Words); err != nil {
		t.Fatal(err)
	}
	keys := []string{KindWord("seat")}
	for _, k := range Kinds() {
		keys = append(keys, KindWord(k))
	}
	for _, a := range Acts() {
		keys = append(keys, a.Word())
	}
	for _, ch := range []string{"general", "reception", "monitoring", "headquarters", "initiatives", "agency", "index", "newsroom", "platform"} {
		keys = append(keys, "charter.chapter-"+ch)
	}
	for _, s := range load(t).Proof().Steps {
		keys = append(keys, s.Word())
	}
	for _, l := range i18n.Langs {
		said := map[string]string{}
		for _, k := range keys {
			s := w.Say(l, k)
			if s == k || s == "" {
				t.Errorf("%s has no words in %s", k, l)
			}
			if other, twice := said[s]; twice && !strings.Contains(k+other, "chapter-") {
				t.Errorf("%s and %s are both %q in %s", k, other, s, l)
			}
			said[s] = k
		}
	}
}
