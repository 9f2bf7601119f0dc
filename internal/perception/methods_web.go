package perception

import (
	"net/http"

	"adal/internal/i18n"
	"adal/internal/perception/index"
	"adal/internal/web"
)

// methodsPage is how an edition comes to be, with every recipe and its hash.
type methodsPage struct {
	reader
	Recipes []*index.Recipe
	Years   []Year
	Usual   index.Simulation
	Of      *Edition // the newest edition
	Text    string   // of its recipe
	Wrong   []index.Irreproducible
}

// Level is the probability of the interval of a rank, in percent.
func (m methodsPage) Level() string { return i18n.Decimal(m.Lang, 100*m.Usual.Level, 0) }

func (p pages) methods(w http.ResponseWriter, r *web.Request) (err error) {
	page := methodsPage{reader: p.reader(r), Recipes: index.Presets(), Usual: simulation(index.Corrected), Wrong: index.KnownIrreproducible()}
	if page.Years, err = p.Years(r.Context()); err != nil {
		return err
	}
	latest, err := p.Latest(r.Context())
	if err != nil {
		return err
	}
	if page.Of, err = p.Edition(r.Context(), latest); err != nil {
		return err
	}
	if page.Of.Recipe != nil {
		page.Text = string(page.Of.Recipe.Text())
	}
	r.Keep(keepFor)
	return p.Show(w, r, "perception/methods", page)
}

func (p pages) methodsCSV(w http.ResponseWriter, r *web.Request) error {
	var rows [][]any
	for _, c := range index.Presets() {
		rows = append(rows, []any{
			c.Name, c.Version, c.Year, c.Baseline, c.MinSources, string(c.Aggregation), c.Decimals,
			c.Error.Population, c.Error.Decimals, c.Interval.Z, string(c.Interval.Centre), c.Interval.Decimals, c.Hash(),
		})
	}
	r.Keep(keepFor)
	return p.sheet(w, r, []string{
		"recipe", "version", "year", "baseline", "min_sources", "aggregation", "decimals",
		"error_population", "error_decimals", "interval_z", "interval_centre", "interval_decimals", "sha256",
	}, rows)
}

func (p pages) methodsJSON(w http.ResponseWriter, r *web.Request) error {
	type recipe struct {
		*index.Recipe
		Hash string `json:"sha256"`
	}
	var all []recipe
	for _, c := range index.Presets() {
		all = append(all, recipe{c, c.Hash()})
	}
	usual := simulation(index.Corrected)
	r.Keep(keepFor)
	return p.document(w, r, map[string]any{
		"recipes": all, "irreproducible": index.KnownIrreproducible(),
		"simulation": map[string]any{"seed": usual.Seed, "draws": usual.Draws, "level": usual.Level, "errors": usual.Errors},
	})
}
