package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"adal/internal/adal"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/perception"
	"adal/internal/perception/index"
	"adal/internal/perception/index/workbook"
)

type indexCmd struct {
	Import       importIndex    `cmd:"" help:"Import editions: the publisher's workbooks (xls, xlsx), copies of them as text, tidy CSV."`
	Reproduce    reproduceIndex `cmd:"" help:"Recompute every edition from its sources and compare it with what was printed."`
	Explain      explainIndex   `cmd:"" help:"Split the change between two editions by source, and test it."`
	RankInterval rankInterval   `cmd:"" help:"How sure a rank is, from seeded draws."`
	Whatif       whatIfIndex    `cmd:"" help:"What an edition would be with other scores of a country's sources."`
	Robustness   robustness     `cmd:"" help:"What a rank hangs on: each source left out, and other ways to compute it."`
	Export       exportIndex    `cmd:"" help:"Write editions as CSV or JSON."`
}

// figures says where a command takes its figures from: files, or the database,
// or, where there is none, what is quoted of one country.
type figures struct {
	adal.Config
	Sources []string `help:"Files with the scores of the sources: tidy CSV (year,iso3,source,score) or workbooks." type:"existingfile" sep:"none"`
	Scores  []string `help:"Files with the printed figures: tidy CSV (year,iso3,score,rank,…) or workbooks." type:"existingfile" sep:"none"`
	Recipe  string   `help:"A recipe of your own (TOML) for the files, in place of the preset of each year." type:"existingfile"`
}

// output is the form of an answer.
type output struct {
	JSON bool `help:"Answer in JSON." xor:"form"`
	CSV  bool `help:"Answer in CSV." xor:"form"`
}

// editions is where editions are read.
type editions struct {
	Edition func(context.Context, int) (*perception.Edition, error)
	Years   []int
	Close   func() error
}

// read reads the files of the flags.
func (f figures) read() (perception.Input, error) {
	data, err := workbook.ReadFiles(append(append([]string{}, f.Sources...), f.Scores...)...)
	if err != nil {
		return perception.Input{}, err
	}
	recipe, err := recipeIn(f.Recipe)
	return perception.Input{Data: data, Recipe: recipe}, err
}

// recipeIn reads a recipe; nil of no file.
func recipeIn(file string) (*index.Recipe, error) {
	if file == "" {
		return nil, nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	recipe, err := index.ParseRecipe(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(file), inWords(err))
	}
	return recipe, nil
}

// open opens where the figures are.
func (f figures) open(ctx context.Context) (*editions, error) {
	if len(f.Sources)+len(f.Scores) > 0 {
		in, err := f.read()
		if err != nil {
			return nil, err
		}
		return &editions{Years: in.Years(), Close: func() error { return nil },
			Edition: func(_ context.Context, year int) (*perception.Edition, error) {
				e, _, err := perception.Make(in, year)
				return e, err
			}}, nil
	}
	if f.Recipe != "" {
		return nil, errors.New("--recipe goes with --sources: what is in the database keeps the recipe it was computed by")
	}
	x, done, err := f.index(ctx)
	if err != nil {
		return nil, err
	}
	if x == nil {
		return &editions{Years: perception.QuotedYears(), Close: done,
			Edition: func(_ context.Context, year int) (*perception.Edition, error) { return perception.Quoted(year) }}, nil
	}
	years, err := x.Years(ctx)
	if err != nil {
		return nil, errors.Join(err, done())
	}
	e := &editions{Close: done, Edition: x.Edition}
	for _, y := range years {
		e.Years = append(e.Years, y.Year)
	}
	return e, nil
}

// index is the index of the database, nil if there is no database. Nothing is
// made where there is none.
func (f figures) index(ctx context.Context) (*perception.Index, func() error, error) {
	url := f.Database
	if url == "" {
		url = f.File()
		if _, err := os.Stat(url); errors.Is(err, fs.ErrNotExist) {
			return nil, func() error { return nil }, nil
		}
	}
	d, err := db.Open(ctx, url)
	if err != nil {
		return nil, nil, err
	}
	return &perception.Index{DB: d, Book: &docket.Book{}}, d.Close, nil
}

// with opens the editions for what a command does.
func (f figures) with(ctx context.Context, do func(*editions) error) error {
	e, err := f.open(ctx)
	if err != nil {
		return inWords(err)
	}
	return errors.Join(inWords(do(e)), e.Close())
}

// inWords puts a fault into the words that a person reads.
func inWords(err error) error {
	var at *workbook.Error
	var f *fault.Error
	if err == nil || errors.As(err, &at) || !errors.As(err, &f) {
		return err
	}
	words := i18n.Words{}
	for prefix, from := range map[string]fs.FS{"index": index.Words, "perception": perception.Words, "docket": docket.Words, "charter": charter.Words} {
		if err := words.Load(prefix, from); err != nil {
			return err
		}
	}
	if words[f.Word] == nil {
		return err
	}
	return errors.New(words.Say(i18n.EN, f.Word, f.Args...))
}

// An answer is what a command found, in the form that was asked for.
type answer struct {
	columns []string
	rows    [][]any
	whole   any             // of JSON; nil: the rows as objects
	text    func(io.Writer) // for a person
}

func (o output) write(w io.Writer, a answer) error {
	switch {
	case o.JSON:
		whole := a.whole
		if whole == nil {
			whole = a.objects()
		}
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(whole)
	case o.CSV:
		return a.csv(w)
	}
	a.text(w)
	return nil
}

func (a answer) objects() []map[string]any {
	all := make([]map[string]any, len(a.rows))
	for i, row := range a.rows {
		all[i] = map[string]any{}
		for c, name := range a.columns {
			all[i][name] = known(row[c])
		}
	}
	return all
}

// known is a value as JSON has it: a number that isn't known is null.
func known(v any) any {
	if x, ok := v.(float64); ok && (math.IsNaN(x) || math.IsInf(x, 0)) {
		return nil
	}
	return v
}

func (a answer) csv(w io.Writer) error {
	out := csv.NewWriter(w)
	rows := [][]string{a.columns}
	for _, row := range a.rows {
		cells := make([]string, len(row))
		for c, v := range row {
			if x, ok := known(v).(float64); ok {
				cells[c] = strconv.FormatFloat(x, 'f', -1, 64)
			} else if known(v) != nil {
				cells[c] = cell(fmt.Sprint(v))
			}
		}
		rows = append(rows, cells)
	}
	return out.WriteAll(rows)
}

// cell keeps a spreadsheet from taking a text for a formula.
func cell(text string) string {
	if strings.HasPrefix(text, "=") || strings.HasPrefix(text, "@") || strings.HasPrefix(text, "+") {
		return "'" + text
	}
	return text
}

// progress draws how far long work has come, on a terminal.
func progress(what string) func(done, of int) {
	info, err := os.Stderr.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return nil
	}
	return func(done, of int) {
		const width = 30
		full := width * done / max(of, 1)
		fmt.Fprintf(os.Stderr, "\r%s [%s%s] %d/%d", what, strings.Repeat("#", full), strings.Repeat(" ", width-full), done, of)
		if done == of {
			fmt.Fprintln(os.Stderr)
		}
	}
}

// short is a number for a person to read: with up to that many decimals.
func short(x float64, decimals int) string {
	if math.IsNaN(x) {
		return "–"
	}
	return strconv.FormatFloat(x, 'f', decimals, 64)
}

// trimmed is a number with at most six decimals, and no zeros at its end.
func trimmed(x float64) string { return short(math.Round(x*1e6)/1e6, -1) }
