package workbook

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// A grid is a sheet as it was written: rows of texts.
type grid struct {
	file, sheet string
	rows        [][]string
}

// cell is the trimmed text of a cell; "" outside.
func (g *grid) cell(row, column int) string {
	if row < 0 || row >= len(g.rows) || column < 0 || column >= len(g.rows[row]) {
		return ""
	}
	return strings.TrimSpace(strings.ReplaceAll(g.rows[row][column], "\u00a0", " "))
}

// filled counts the cells of a row that say something.
func (g *grid) filled(row int) (n int) {
	for c := range g.rows[row] {
		if g.cell(row, c) != "" {
			n++
		}
	}
	return n
}

// wrong is an error at a cell; rows and columns count from 0 here. A column of
// −1 means the whole row, a row of −1 the whole sheet.
func (g *grid) wrong(row, column int, word string, args ...string) *Error {
	return &Error{File: g.file, Sheet: g.sheet, Row: row + 1, Column: column + 1, Word: word, Args: args}
}

// missing are the ways to write that there is nothing.
var missing = []string{"", "-", "–", "—", "−", "..", "...", "na", "n/a", "#n/a", "nan", "null", "none", "nil", "no data"}

// number reads a cell; NaN if it says that there is nothing.
func (g *grid) number(row, column int) (float64, error) {
	text := g.cell(row, column)
	if slices.Contains(missing, strings.ToLower(text)) {
		return math.NaN(), nil
	}
	plain := text
	if strings.Count(plain, ",") == 1 && !strings.Contains(plain, ".") {
		plain = strings.Replace(plain, ",", ".", 1) // a decimal comma: no figure here has thousands
	}
	x, err := strconv.ParseFloat(plain, 64)
	if err != nil || math.IsInf(x, 0) || math.IsNaN(x) || strings.ContainsAny(plain, "xXpP_") {
		return 0, g.wrong(row, column, "not-number", text)
	}
	return x, nil
}

// within reads a number that must lie in a range, if it is there.
func (g *grid) within(row, column int, low, high float64) (float64, error) {
	if column < 0 {
		return math.NaN(), nil
	}
	x, err := g.number(row, column)
	if err == nil && (x < low || x > high) {
		text := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
		return 0, g.wrong(row, column, "out-of-range", g.cell(row, column), text(low), text(high))
	}
	return x, err
}

// count reads a whole number from 1 up; 0 if there is none.
func (g *grid) count(row, column int) (int, error) {
	x, err := g.within(row, column, 0, 1e6)
	switch {
	case err != nil:
		return 0, err
	case math.IsNaN(x):
		return 0, nil
	case x != math.Trunc(x):
		return 0, g.wrong(row, column, "not-number", g.cell(row, column))
	}
	return int(x), nil
}
