package index

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"github.com/BurntSushi/toml"

	"adal/internal/fault"
)

// A Recipe is all that turns sources into an edition: data with a version, so
// that an old edition can be made again as it was. Two recipes with the same
// Hash make the same figures of the same panel.
type Recipe struct {
	Name        string             `toml:"name" json:"name"`                           // such as "ti-cpi-2019"
	Version     int                `toml:"version" json:"version"`                     // of this text, from 1
	Year        int                `toml:"year" json:"year,omitempty"`                 // the edition a preset belongs to; 0 = any
	Note        string             `toml:"note" json:"note,omitempty"`                 // where the rules are from
	Baseline    string             `toml:"baseline" json:"baseline"`                   // version of the standardisation
	Sources     []string           `toml:"sources" json:"sources,omitempty"`           // the sources it knows; empty = any
	MinSources  int                `toml:"min_sources" json:"min_sources"`             // units with fewer are left out
	Aggregation Aggregation        `toml:"aggregation" json:"aggregation"`             // how sources become a score
	Shift       float64            `toml:"shift" json:"shift,omitempty"`               // added before a geometric or harmonic mean, taken off after
	Weights     map[string]float64 `toml:"weights" json:"weights,omitempty"`           // by source; empty = equal
	Low         float64            `toml:"low" json:"low"`                             // lowest possible score
	High        float64            `toml:"high" json:"high"`                           // highest possible score
	Decimals    int                `toml:"decimals" json:"decimals"`                   // of the score, rounded half up
	Ties        Ties               `toml:"ties" json:"ties"`                           // ranks of equal scores
	Error       ErrorRule          `toml:"error" json:"error"`                         // of the standard error
	Interval    IntervalRule       `toml:"interval" json:"interval"`                   // of the confidence interval
	Rebased     map[string]Rebase  `toml:"rebased" json:"rebased,omitempty"`           // maps from the scale of the edition before
	RebasedFrom string             `toml:"rebased_from" json:"rebased_from,omitempty"` // the baseline the maps start from
}

// An ErrorRule says how the standard error is made and printed.
type ErrorRule struct {
	// Population is the number of sources there are in all: with it the error
	// is multiplied by √((Population−n)/(Population−1)), the correction for a
	// finite population (Cochran, Sampling Techniques, 1977, ch. 2). 0 = none.
	Population int `toml:"population" json:"population"`
	Decimals   int `toml:"decimals" json:"decimals"` // as printed
}

// An IntervalRule says how the confidence interval is made and printed.
type IntervalRule struct {
	Z        float64 `toml:"z" json:"z"`               // multiple of the standard error
	Centre   Centre  `toml:"centre" json:"centre"`     // the rounded score or the mean
	Decimals int     `toml:"decimals" json:"decimals"` // as printed, half up
}

// A Centre is what an interval is laid around.
type Centre string

// The centres.
const (
	CentreScore Centre = "score" // the rounded score
	CentreMean  Centre = "mean"  // the unrounded mean
)

// Ties says which rank equal scores get.
type Ties string

// The rules for ties.
const (
	Competition Ties = "competition" // 1, 1, 3: 1 + the number of units above
	Dense       Ties = "dense"       // 1, 1, 2: 1 + the number of scores above
)

//go:embed presets.toml
var presetsText []byte

var presets = sync.OnceValues(func() ([]*Recipe, error) {
	var file struct {
		Recipe []*Recipe `toml:"recipe"`
	}
	if err := decodeStrictly(presetsText, &file); err != nil {
		return nil, fmt.Errorf("reading the preset recipes: %w", err)
	}
	for _, r := range file.Recipe {
		if err := r.check(); err != nil {
			return nil, fmt.Errorf("the preset recipe %s: %w", r.Name, err)
		}
	}
	return file.Recipe, nil
})

// Presets are the recipes of the published editions, by year. Each call gives
// fresh copies, which the caller may change into recipes of their own.
func Presets() []*Recipe {
	kept, err := presets()
	if err != nil {
		panic(err) // the presets are part of the program, and a test reads them
	}
	all := make([]*Recipe, len(kept))
	for i, r := range kept {
		all[i] = r.clone()
	}
	return all
}

// Preset is the recipe of that name, such as "ti-cpi-2019", or NotFound.
func Preset(name string) (*Recipe, error) {
	for _, r := range Presets() {
		if r.Name == name {
			return r, nil
		}
	}
	return nil, refuse(fault.NotFound, "index.no-recipe", name)
}

// PresetOf is the recipe of the CPI edition of the year, or NotFound.
func PresetOf(year int) (*Recipe, error) { return Preset(fmt.Sprintf("ti-cpi-%d", year)) }

// ParseRecipe reads a recipe from TOML, with the keys of presets.toml. A key it
// doesn't know, and a value that makes no sense, is a fault: a recipe with a
// misspelt rule would silently be another recipe.
func ParseRecipe(text []byte) (*Recipe, error) {
	r := &Recipe{Aggregation: Arithmetic, Ties: Competition, Version: 1, High: 100}
	r.Interval.Centre = CentreScore
	if err := decodeStrictly(text, r); err != nil {
		return nil, refuse(fault.Invalid, "index.recipe-unreadable", err.Error())
	}
	if err := r.check(); err != nil {
		return nil, err
	}
	return r, nil
}

func decodeStrictly(text []byte, into any) error {
	meta, err := toml.NewDecoder(bytes.NewReader(text)).Decode(into)
	if err != nil {
		return err
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return fmt.Errorf("unknown key %s", unknown[0])
	}
	return nil
}

// Text is the recipe as JSON, in a form that doesn't depend on how its file was
// laid out: fields in the order of the type, maps sorted, no blanks.
func (r *Recipe) Text() []byte {
	text, err := json.Marshal(r)
	if err != nil {
		panic(err) // only infinite numbers can't be written, and check refuses them
	}
	return text
}

// RecipeOf reads a recipe from its Text.
func RecipeOf(text []byte) (*Recipe, error) {
	r := &Recipe{}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(r); err != nil {
		return nil, refuse(fault.Invalid, "index.recipe-unreadable", err.Error())
	}
	if err := r.check(); err != nil {
		return nil, err
	}
	return r, nil
}

// Hash is the SHA-256 of Text, in lower hex.
func (r *Recipe) Hash() string {
	sum := sha256.Sum256(r.Text())
	return hex.EncodeToString(sum[:])
}

func (r *Recipe) clone() *Recipe {
	c := *r
	c.Sources = slices.Clone(r.Sources)
	c.Weights = cloneMap(r.Weights)
	c.Rebased = cloneMap(r.Rebased)
	return &c
}

func cloneMap[V any](m map[string]V) map[string]V {
	if m == nil {
		return nil
	}
	c := make(map[string]V, len(m))
	for k, v := range m {
		c[k] = v
	}
	return c
}
