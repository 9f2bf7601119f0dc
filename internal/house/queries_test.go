package house

import (
	"database/sql"
	"go/ast"
	"go/constant"
	"go/types"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"adal/internal/db"
	"adal/internal/db/dbtest"
)

// TestQueries lets both engines plan every query, so all of them have to be
// constants in words that both know.
func TestQueries(t *testing.T) {
	lite, err := db.Open(t.Context(), filepath.Join(t.TempDir(), "adal.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer lite.Close()
	engines := map[string]*sql.DB{"sqlite": lite.Pool()}
	if os.Getenv(dbtest.Postgres) != "" {
		dbtest.EachURL(t, func(t *testing.T, url string) {
			if !strings.HasPrefix(url, "postgres") {
				return
			}
			pg, err := db.Open(t.Context(), url)
			if err != nil {
				t.Fatal(err)
			}
			defer pg.Close()
			plan(t, map[string]*sql.DB{"sqlite": engines["sqlite"], "postgres": pg.Pool()})
		})
		return
	}
	plan(t, engines)
}

func plan(t *testing.T, engines map[string]*sql.DB) {
	n := 0
	for _, p := range load(t) {
		if strings.HasPrefix(p.PkgPath, module+"db") || !strings.HasPrefix(p.PkgPath, module) {
			continue // db speaks to each engine in its own words
		}
		for _, f := range p.Syntax {
			ast.Inspect(f, func(node ast.Node) bool {
				call, ok := node.(*ast.CallExpr)
				if !ok {
					return true
				}
				at, ok := queryOf(p.TypesInfo, call)
				if !ok {
					return true
				}
				pos := p.Fset.Position(at.Pos())
				v := p.TypesInfo.Types[at].Value
				if v == nil || v.Kind() != constant.String {
					t.Errorf("%s: the query isn't constant", pos)
					return true
				}
				n++
				for engine, conn := range engines {
					st, err := conn.Prepare(constant.StringVal(v))
					if err != nil {
						t.Errorf("%s: %s: %v", pos, engine, err)
						continue
					}
					st.Close()
				}
				return true
			})
		}
	}
	if n < 50 {
		t.Errorf("only %d queries were found", n)
	}
	t.Logf("%d queries on %d engines", n, len(engines))
}

// queryOf is the argument of a call that goes to a parameter named query.
func queryOf(info *types.Info, call *ast.CallExpr) (ast.Expr, bool) {
	sig, ok := info.TypeOf(call.Fun).(*types.Signature)
	if !ok {
		return nil, false
	}
	for i := range min(sig.Params().Len(), len(call.Args)) {
		v := sig.Params().At(i)
		if v.Name() == "query" && v.Pkg() != nil && v.Pkg().Path() == module+"db" {
			return call.Args[i], true
		}
	}
	return nil, false
}
