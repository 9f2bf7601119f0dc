package house

import (
	"go/ast"
	"go/constant"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/template/parse"

	"adal/internal/i18n"

	"github.com/BurntSushi/toml"
)

// computed are the beginnings of keys that the program puts together.
var computed = []string{
	"charter.",                                                                        // acts, bodies, chapters, steps of the proof
	"seal.",                                                                           // faults of letters and pictures, also said by scripts
	"reception.act-", "reception.state-", "reception.topic-", "reception.competence-", // by what is in the row
	"reception.channel-", "reception.kind-", "reception.sealed-", "reception.letter-sealed-", "reception.script-",
	"reception.signal-", "reception.appeal-", "reception.did-", // by the track, by what was done
	"web.state-", "web.nav-", // of badges and of the navigation
	"record.did-", "record.kind-", "record.never", "record.later", // acts of the register itself, kinds of bodies, when acts are offered
	"newsroom.is-", "newsroom.door-", "newsroom.want-", "newsroom.kind-", "newsroom.state-", "newsroom.done-", // properties, doors, kinds of bodies
	"perception.state-", "perception.source-", "perception.region-", "perception.short-", "perception.done-", "perception.part-", "perception.centre-", "perception.figure-", "perception.sort-", // by what is in the row
	"monitoring.state-", "monitoring.step-", "monitoring.evidence-", "monitoring.letter-", "monitoring.group-", "monitoring.done-", "monitoring.decided-", "monitoring.gate-", "monitoring.said-", // by what is in the row
	"monitoring.outcome-", "monitoring.removed-", "monitoring.complaint-right-", "monitoring.answer-", "monitoring.answering-", "monitoring.campaign-", // by what was chosen, by what was done
	"open311.state-", "open311.notes-", "open311.fault-", // by what is in the row, by the kind of a fault
	"media.licence-", "media.lacks-", "media.done-", // by what is in the row, by what was done
	"headquarters.state-", "headquarters.category-", "headquarters.done-", "report.state-", "report.part-", "events.kind-", "events.state-", "events.zone-", "events.guest-", "events.letter-", "headquarters.script-",
	"seek.kind-",                                     // by what was found
	"overlap.topic-", "overlap.kind-", "links.kind-", // by what is in the row
	"initiatives.state-", "initiatives.finding-", "initiatives.done-", // by what is in the row, by what the figures carry, by what was done
	"institutions.level-", "institutions.wider-", "institutions.done-", "institutions.state-", "institutions.column-", // by how wide a competence reaches, by what was done
	"learning.state-", "learning.done-", "learning.gift-", // by what is in the row, by what was done, by what was read
	"office.done-",                                         // by what was done
	"workbook.", "index.", "rates.refused-", "rates.done-", // faults that are put together from what was read
}

// TestWords holds that each word that is used is there, and that no word is
// left that nothing uses. That it is there in each language, with the same
// places, is a condition of loading it.
func TestWords(t *testing.T) {
	words := i18n.Words{}
	var dirs []string
	for _, depth := range []string{"../*/words.toml", "../*/*/words.toml", "../*/*/*/words.toml"} {
		found, err := filepath.Glob(depth)
		if err != nil {
			t.Fatal(err)
		}
		dirs = append(dirs, found...)
	}
	for _, file := range dirs {
		if err := words.Load(filepath.Base(filepath.Dir(file)), os.DirFS(filepath.Dir(file))); err != nil {
			t.Error(err)
		}
	}
	used := map[string]bool{}
	use := func(where, key string) {
		used[key] = true
		if _, ok := words[key]; !ok {
			t.Errorf("%s: there is no word %q", where, key)
		}
	}
	usedByPages(t, use)
	for _, p := range load(t) {
		for _, f := range p.Syntax {
			ast.Inspect(f, func(n ast.Node) bool {
				if e, ok := n.(ast.Expr); ok {
					if v := p.TypesInfo.Types[e].Value; v != nil && v.Kind() == constant.String {
						used[constant.StringVal(v)] = true
					}
				}
				return true
			})
			faultWords(t, f, words)
		}
	}
	for key := range words {
		begins := func(prefix string) bool { return strings.HasPrefix(key, prefix) }
		if !used[key] && !slices.ContainsFunc(computed, begins) {
			t.Errorf("nothing uses the word %q", key)
		}
	}
	if len(words) < 300 {
		t.Errorf("only %d words were found", len(words))
	}
	t.Logf("%d words", len(words))
}

// faultWords holds that the word of every fault is there.
func faultWords(t *testing.T, f *ast.File, words i18n.Words) {
	ast.Inspect(f, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		sel, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || len(call.Args) < 2 {
			return true
		}
		pkg, ok := sel.X.(*ast.Ident)
		if !ok || pkg.Name != "fault" || (sel.Sel.Name != "New" && sel.Sel.Name != "In") {
			return true
		}
		if lit, ok := call.Args[1].(*ast.BasicLit); ok {
			if key := strings.Trim(lit.Value, `"`); words[key] == nil {
				t.Errorf("a fault has the word %q, which isn't there", key)
			}
		}
		return true
	})
}

// usedByPages finds the keys in templates. A key without a dot is of the area
// whose page it is.
func usedByPages(t *testing.T, use func(where, key string)) {
	var files []string
	for _, pattern := range []string{"../*/pages/*.html", "../*/parts/*.html", "../*/*/pages/*.html", "../*/*/parts/*.html", "../web/ui/*.html", "../web/ui/components/*.html"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		area := filepath.Base(filepath.Dir(filepath.Dir(file)))
		tree := parse.New(file)
		tree.Mode = parse.SkipFuncCheck
		set := map[string]*parse.Tree{}
		if _, err := tree.Parse(string(text), "", "", set); err != nil {
			t.Fatal(err)
		}
		for _, tr := range set {
			walk(tr.Root, func(key string) {
				if !strings.Contains(key, ".") {
					key = area + "." + key
				}
				use(file, key)
			})
		}
	}
}

// walk finds the constant keys that a template gives to t and words.
func walk(n parse.Node, found func(string)) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n != nil {
			for _, c := range n.Nodes {
				walk(c, found)
			}
		}
	case *parse.ActionNode:
		walk(n.Pipe, found)
	case *parse.PipeNode:
		if n != nil {
			for _, c := range n.Cmds {
				walk(c, found)
			}
		}
	case *parse.CommandNode:
		if id, ok := n.Args[0].(*parse.IdentifierNode); ok && len(n.Args) > 1 && (id.Ident == "t" || id.Ident == "words") {
			last := 2
			if id.Ident == "words" {
				last = len(n.Args)
			}
			for _, a := range n.Args[1:last] {
				if s, ok := a.(*parse.StringNode); ok {
					found(s.Text)
				}
			}
		}
		for _, a := range n.Args {
			walk(a, found)
		}
	case *parse.IfNode:
		branch(&n.BranchNode, found)
	case *parse.RangeNode:
		branch(&n.BranchNode, found)
	case *parse.WithNode:
		branch(&n.BranchNode, found)
	case *parse.TemplateNode:
		walk(n.Pipe, found)
	}
}

func branch(n *parse.BranchNode, found func(string)) {
	walk(n.Pipe, found)
	walk(n.List, found)
	walk(n.ElseList, found)
}

// traps are Kazakh words that mean something else when they stand alone:
// «бақылау» is also control, «қабылдау» also admission and perception.
var (
	observation = regexp.MustCompile(`(?i)((сырттай|қоғамдық) )?бақылау`)
	bare        = regexp.MustCompile(`(?i)^\s*қабылдау\s*$`)
)

// TestTraps holds that observation is never taken for inspection, and that no label
// is a bare «қабылдау».
func TestTraps(t *testing.T) {
	files, err := filepath.Glob("../*/words.toml")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		var words map[string]struct{ KK string }
		if _, err := toml.DecodeFile(file, &words); err != nil {
			t.Fatal(err)
		}
		for key, w := range words {
			if trapped(w.KK) {
				t.Errorf("%s: %s: %q", file, key, w.KK)
			}
		}
	}
	if !trapped("бақылау жасау") || trapped("сырттай бақылау") || !trapped("Қабылдау") || trapped("Қабылдау бөлмесі") {
		t.Error("the check of traps doesn't check")
	}
}

func trapped(kk string) bool {
	for _, m := range observation.FindAllString(kk, -1) {
		if !strings.Contains(m, " ") { // public control, қоғамдық бақылау, is the law's own term
			return true
		}
	}
	return bare.MatchString(kk)
}
