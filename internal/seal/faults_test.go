package seal

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"adal/internal/i18n"
)

// Every word that the code names is in words.toml, and the other way round.
func TestWords(t *testing.T) {
	words := i18n.Words{}
	if err := words.Load("seal", Words); err != nil {
		t.Fatal(err)
	}
	used := make(map[string]bool)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if s, err := strconv.Unquote(lit.Value); err == nil && strings.HasPrefix(s, "seal.") {
					used[s] = true
				}
			}
			return true
		})
	}
	for key := range used {
		if words[key] == nil {
			t.Errorf("%s is not in words.toml", key)
		}
	}
	for key := range words {
		if !used[key] {
			t.Errorf("%s is in words.toml, and nothing says it", key)
		}
	}
	if got := words.Say(i18n.RU, "seal.phrase-length", 8, 7); got != "Во фразе должно быть слов: 8. Вы ввели: 7." {
		t.Errorf("Say = %q", got)
	}
}
