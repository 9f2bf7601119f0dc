package perception

import (
	"crypto/sha256"
	"database/sql/driver"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"adal/internal/perception/index"
)

// decimal is a number as the shortest decimal that is exactly it; "" for NaN.
func decimal(x float64) string {
	if math.IsNaN(x) {
		return ""
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

func yearText(year int) string { return strconv.Itoa(year) }

// pairs are numbers by name, written as "name decimal" on a line each, sorted.
type pairs map[string]float64

func (p pairs) String() string {
	lines := make([]string, 0, len(p))
	for name, x := range p {
		if !math.IsNaN(x) {
			lines = append(lines, name+" "+decimal(x))
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

func parsePairs(text string) (pairs, error) {
	p := pairs{}
	for line := range strings.Lines(text) {
		name, number, ok := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		x, err := strconv.ParseFloat(number, 64)
		if !ok || err != nil {
			return nil, fmt.Errorf("perception: %q is no figure", line)
		}
		p[name] = x
	}
	return p, nil
}

// printedPairs are the printed figures of a country; none if it wasn't printed.
func printedPairs(p index.Published) pairs {
	if p.Unit == "" {
		return nil
	}
	all := pairs{"score": p.Score, "se": p.SE, "low": p.Low, "high": p.High}
	if p.Rank > 0 {
		all["rank"] = float64(p.Rank)
	}
	if p.N > 0 {
		all["n"] = float64(p.N)
	}
	return all
}

func (p pairs) published(year int, r Row) index.Published {
	if len(p) == 0 {
		return index.Published{}
	}
	at := func(name string) float64 {
		if x, ok := p[name]; ok {
			return x
		}
		return math.NaN()
	}
	return index.Published{Year: year, Unit: r.Unit, Name: r.Name, Region: r.Region, Score: at("score"),
		Rank: int(p["rank"]), N: int(p["n"]), SE: at("se"), Low: at("low"), High: at("high")}
}

// figuresText is all that went into an edition, in one form whatever files it
// came in: a line for each country in the order of codes, with its sources in
// the order of keys and what was printed of it.
func (e *Edition) figuresText() string {
	lines := make([]string, 0, len(e.Rows))
	for _, r := range e.inputs() {
		line := r.Unit + "\tsources " + strings.ReplaceAll(pairs(r.Sources).String(), "\n", " ") +
			"\tprinted " + strings.ReplaceAll(printedPairs(r.Printed).String(), "\n", " ")
		lines = append(lines, line)
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n") + "\n"
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// Manifest is what a version of an edition is made of, as a text whose SHA-256
// is Digest, which the register has: the hash of every input file as it was
// given and of the figures in it, the recipe and its hash, and how the rank
// intervals were drawn.
func (v Version) Manifest(year int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "adal edition v1\nyear %d\nversion %d\n", year, v.N)
	for _, f := range v.Files {
		fmt.Fprintf(&b, "file %s %q\n", f.SHA256, f.Name)
	}
	fmt.Fprintf(&b, "figures %s\nrecipe %s %q\n", v.Figures, v.RecipeHash, v.Recipe)
	fmt.Fprintf(&b, "ranks %d draws, seed %d, level %s\n", v.Simulation.Draws, v.Simulation.Seed, decimal(v.Simulation.Level))
	return b.String()
}

// A number is one that may be unknown: NaN here, NULL in the database.
type number float64

// Value implements driver.Valuer.
func (n number) Value() (driver.Value, error) {
	if math.IsNaN(float64(n)) {
		return nil, nil
	}
	return float64(n), nil
}

// Scan implements sql.Scanner.
func (n *number) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*n = number(math.NaN())
	case float64:
		*n = number(v)
	case int64:
		*n = number(v)
	default:
		return fmt.Errorf("perception: %T is no number", v)
	}
	return nil
}
