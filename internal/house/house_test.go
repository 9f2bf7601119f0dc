// Package house tests the rules of the house: who may import whom, that both
// databases understand every query, that every word is there in three
// languages, and that things are named and documented.
package house

import (
	"go/ast"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/packages"
)

const module = "adal/internal/"

// areas are what the product does. An area never imports another.
var areas = []string{"reception", "office", "record", "newsroom", "perception", "monitoring", "institutions", "initiatives", "headquarters", "learning", "agency"}

// tools are what areas are built of, each on those before it only.
var tools = []string{
	"fault", "calendar", "i18n", "stem", "paper", "chart", "markdown", "poster", "pictures", "feeds", "ical", "forms", "seal", "db", "register", "files",
	"jobs", "mail", "follow", "search", "bodies", "directory", "charter", "docket", "overlap", "links", "web",
}

// loaded are all packages of the module, read once.
var loaded = sync.OnceValues(func() ([]*packages.Package, error) {
	return packages.Load(&packages.Config{Mode: packages.LoadSyntax, Dir: "../.."}, "./...")
})

func load(t *testing.T) []*packages.Package {
	t.Helper()
	all, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		for _, e := range p.Errors {
			t.Fatal(e)
		}
	}
	return all
}

// owners are the libraries that one package alone may speak to.
var owners = map[string][]string{
	"database/sql":                     {"db", "db/dbtest"},
	"modernc.org/sqlite":               {"db"},
	"github.com/cedar-policy/cedar-go": {"charter"},
	"filippo.io/age":                   {"seal"},
	"github.com/pressly/goose/v3":      {"db"},
}

// engines are packages of an area that know no database and no pages: what
// measures may ask them without the rest.
var engines = []string{"perception/index"}

// TestImports holds the import rule.
func TestImports(t *testing.T) {
	for _, p := range load(t) {
		name, ours := strings.CutPrefix(p.PkgPath, module)
		if !ours {
			continue
		}
		for path := range p.Imports {
			if fault := forbidden(name, path); fault != "" {
				t.Errorf("%s imports %s: %s", name, path, fault)
			}
		}
		webOnly(t, p, name)
	}
}

// forbidden says why a package may not import a path; "" if it may.
func forbidden(name, path string) string {
	top, _, _ := strings.Cut(name, "/")
	of, ours := strings.CutPrefix(path, module)
	ofTop, _, _ := strings.Cut(of, "/")
	rank, ofRank := slices.Index(tools, top), slices.Index(tools, ofTop)
	for library, may := range owners {
		within := path == library || strings.HasPrefix(path, library+"/")
		// A value that databases know how to keep speaks to none by itself.
		if within && path != "database/sql/driver" && !slices.Contains(may, name) {
			return "it is " + may[0] + "'s"
		}
	}
	switch {
	case !ours || top == ofTop:
		return ""
	case top == "bench" && slices.Contains(engines, of):
		return ""
	case slices.Contains(areas, ofTop) && top != "adal":
		return "areas are put together in internal/adal alone"
	case rank >= 0 && ofRank >= rank:
		return "a tool is built on those before it"
	}
	return ""
}

// TestForbidden shows that the rule forbids what it should.
func TestForbidden(t *testing.T) {
	for _, c := range []struct {
		name, path string
		ok         bool
	}{
		{"reception", "adal/internal/office", false},
		{"reception", "adal/internal/docket", true},
		{"bench", "adal/internal/perception/index", true},
		{"bench", "adal/internal/perception", false},
		{"newsroom", "adal/internal/perception/index", false},
		{"docket", "adal/internal/web", false},
		{"seal", "adal/internal/db", false},
		{"reception", "database/sql", false},
		{"db", "database/sql", true},
		{"adal", "adal/internal/office", true},
		{"web", "adal/internal/reception", false},
		{"docket", "github.com/cedar-policy/cedar-go/types", false},
		{"perception", "adal/internal/perception/index", true},
	} {
		if got := forbidden(c.name, c.path) == ""; got != c.ok {
			t.Errorf("%s → %s: allowed %v, want %v", c.name, c.path, got, c.ok)
		}
	}
}

// webOnly keeps net/http in the files of an area that are named web.go or
// something_web.go.
func webOnly(t *testing.T, p *packages.Package, name string) {
	if !slices.Contains(areas, name) {
		return
	}
	for i, f := range p.Syntax {
		file := filepath.Base(p.CompiledGoFiles[i])
		for _, imp := range f.Imports {
			if imp.Path.Value == `"net/http"` && !strings.HasSuffix(file, "web.go") {
				t.Errorf("%s/%s imports net/http, which is web.go's", name, file)
			}
		}
	}
}

// unclear are names that say nothing of the domain.
var unclear = regexp.MustCompile(`(Manager|Service|Helper|Impl|Util)s?$|^(util|helper|common|misc)s?(_test)?\.go$`)

// TestNames holds that names are the domain's.
func TestNames(t *testing.T) {
	if !unclear.MatchString("MatterManager") || unclear.MatchString("Utility of roads") {
		t.Error("the check of names doesn't check")
	}
	for _, p := range load(t) {
		if !strings.HasPrefix(p.PkgPath, "adal/") {
			continue
		}
		for i, f := range p.Syntax {
			if base := filepath.Base(p.CompiledGoFiles[i]); unclear.MatchString(base) {
				t.Errorf("the file %s", base)
			}
			ast.Inspect(f, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok && p.TypesInfo.Defs[id] != nil && unclear.MatchString(id.Name) {
					t.Errorf("%s: the name %s", p.Fset.Position(id.Pos()), id.Name)
				}
				return true
			})
		}
	}
}

// TestDocs holds that every package and every exported thing says what it
// promises.
func TestDocs(t *testing.T) {
	for _, p := range load(t) {
		if !strings.HasPrefix(p.PkgPath, "adal/") {
			continue
		}
		said := false
		for _, f := range p.Syntax {
			said = said || f.Doc != nil
			for _, decl := range f.Decls {
				undocumented(decl, func(name *ast.Ident) {
					t.Errorf("%s: %s has no doc comment", p.Fset.Position(name.Pos()), name.Name)
				})
			}
		}
		if !said && len(p.Syntax) > 0 {
			t.Errorf("package %s has no comment", p.PkgPath)
		}
	}
}

func undocumented(decl ast.Decl, found func(*ast.Ident)) {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && d.Doc == nil && exportedReceiver(d) {
			found(d.Name)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				if s.Name.IsExported() && d.Doc == nil && s.Doc == nil {
					found(s.Name)
				}
			case *ast.ValueSpec:
				if s.Names[0].IsExported() && d.Doc == nil && s.Doc == nil && s.Comment == nil {
					found(s.Names[0])
				}
			}
		}
	}
}

// exportedReceiver reports whether a function is no method, or one of an
// exported type.
func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	e := d.Recv.List[0].Type
	if star, ok := e.(*ast.StarExpr); ok {
		e = star.X
	}
	if g, ok := e.(*ast.IndexExpr); ok {
		e = g.X
	}
	id, ok := e.(*ast.Ident)
	return ok && id.IsExported()
}

// TestSizes holds the measures of the house: a file has at most 500 lines and a
// function at most 100.
func TestSizes(t *testing.T) {
	var files, functions []int
	for _, p := range load(t) {
		if !strings.HasPrefix(p.PkgPath, "adal/") {
			continue
		}
		for i, f := range p.Syntax {
			lines := p.Fset.Position(f.End()).Line
			files = append(files, lines)
			if lines > 500 {
				t.Errorf("%s has %d lines", p.CompiledGoFiles[i], lines)
			}
			for _, decl := range f.Decls {
				d, ok := decl.(*ast.FuncDecl)
				if !ok {
					continue
				}
				n := p.Fset.Position(d.End()).Line - p.Fset.Position(d.Pos()).Line + 1
				functions = append(functions, n)
				if n > 100 {
					t.Errorf("%s: %s has %d lines", p.Fset.Position(d.Pos()), d.Name.Name, n)
				}
			}
		}
	}
	slices.Sort(files)
	slices.Sort(functions)
	t.Logf("files: median %d lines, most %d; functions: p90 %d lines, most %d",
		files[len(files)/2], files[len(files)-1], functions[len(functions)*9/10], functions[len(functions)-1])
	if files[len(files)/2] > 150 || functions[len(functions)*9/10] > 40 {
		t.Error("the files or functions have grown beyond the measures of the house")
	}
}

// TestDependencies holds that the program is linked with at most 25 libraries
// of its own choice. What only tests, checks and bundling need is counted
// apart: nobody who runs the program trusts it with anything.
func TestDependencies(t *testing.T) {
	text, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	program, err := packages.Load(&packages.Config{
		Mode: packages.NeedName | packages.NeedImports | packages.NeedDeps | packages.NeedModule, Dir: "../..",
	}, "./cmd/adal")
	if err != nil {
		t.Fatal(err)
	}
	linked := map[string]bool{}
	packages.Visit(program, nil, func(p *packages.Package) {
		if p.Module != nil {
			linked[p.Module.Path] = true
		}
	})
	chosen, all := 0, 0
	for _, line := range regexp.MustCompile(`(?m)^\t\S+ v\S+$`).FindAllString(string(text), -1) {
		all++
		if path, _, _ := strings.Cut(strings.TrimSpace(line), " "); linked[path] {
			chosen++
		}
	}
	if chosen == 0 || chosen > 25 {
		t.Errorf("the program is linked with %d libraries of its own choice, want 1 to 25", chosen)
	}
	t.Logf("%d direct dependencies, %d of them in the program", all, chosen)
}
