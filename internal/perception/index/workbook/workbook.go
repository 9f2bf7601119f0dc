// Package workbook reads what index engines are fed with: the publisher's own
// workbooks of any year, copies of them as text, and tidy CSV files.
//
// The rule of the domain: a file is understood whole or refused. What can't be
// understood is an [Error] that names the file, the sheet, the row and the
// column; nothing is imported by halves, and a number is never guessed. The
// publisher's sheets differ from year to year – columns change places and
// names, headings stand on the first line or the fourth, a gap is a blank, a
// dash or a zero – so columns are found by their headings (headings.toml) and
// every unit's sources are counted against the number printed beside them. It
// is that count which tells a real zero from "no data", and which proves that
// no column was overlooked.
package workbook

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"

	"adal/internal/perception/index"
)

// MostBytes is the largest file that is read.
const MostBytes = 32 << 20

// An Import is what one or more files held.
type Import struct {
	Observations []index.Observation
	Published    []index.Published
	Files        []File
}

// A File is where an import is from.
type File struct {
	Name   string
	SHA256 string // of the file as it was given, lower hex
	Sheets []Sheet
}

// A Sheet says what became of one sheet of a file. A text file has a single
// sheet without a name.
type Sheet struct {
	Name    string
	Year    int      // of the edition that was taken from it, 0 if none was
	Units   int      // rows taken
	Ignored []string // headings that are neither figures nor sources
}

// ReadFiles reads files and joins what they hold. The same figure twice is
// fine; two figures that contradict each other are an error.
func ReadFiles(paths ...string) (*Import, error) {
	all := &Import{}
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", path, err)
		}
		if info.Size() > MostBytes {
			return nil, &Error{File: filepath.Base(path), Word: "too-large", Args: []string{fmt.Sprint(MostBytes >> 20)}}
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", path, err)
		}
		one, err := Read(filepath.Base(path), data)
		if err != nil {
			return nil, err
		}
		if err := all.Join(one); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Read reads one file. What it is, is seen from its bytes; the name is for
// errors and, where a text file says nowhere which year it is of, for the year.
func Read(name string, data []byte) (*Import, error) {
	if len(data) > MostBytes {
		return nil, &Error{File: name, Word: "too-large", Args: []string{fmt.Sprint(MostBytes >> 20)}}
	}
	var one *Import
	var err error
	switch {
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		one, err = readXLSX(name, data)
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		one, err = readXLS(name, data)
	default:
		one, err = readText(name, data)
	}
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	one.Files[0].SHA256 = hex.EncodeToString(sum[:])
	return one, nil
}

// Panel makes a panel of the observations.
func (i *Import) Panel() (*index.Panel, error) { return index.NewPanel(i.Observations) }

// Join adds another import. A figure that is there already with another value
// is an error, and then nothing is added.
func (i *Import) Join(other *Import) error {
	name := "?"
	if len(other.Files) > 0 {
		name = other.Files[0].Name
	}
	type cell struct {
		year         int
		unit, source string
	}
	scores := map[cell]float64{}
	for _, o := range i.Observations {
		scores[cell{o.Year, o.Unit, o.Source}] = o.Score
	}
	observations := slices.Clone(i.Observations)
	for _, o := range other.Observations {
		have, ok := scores[cell{o.Year, o.Unit, o.Source}]
		if ok && have != o.Score {
			return &Error{File: name, Word: "contradiction", Args: []string{
				fmt.Sprint(o.Year), o.Unit, o.Source, fmt.Sprint(have), fmt.Sprint(o.Score)}}
		}
		if !ok {
			observations = append(observations, o)
		}
	}
	published, err := i.joinPublished(name, other)
	if err != nil {
		return err
	}
	i.Observations, i.Published = observations, published
	i.Files = append(i.Files, other.Files...)
	return nil
}

func (i *Import) joinPublished(file string, other *Import) ([]index.Published, error) {
	type line struct {
		year int
		unit string
	}
	at := map[line]int{}
	for n, p := range i.Published {
		at[line{p.Year, p.Unit}] = n
	}
	all := slices.Clone(i.Published)
	for _, p := range other.Published {
		n, ok := at[line{p.Year, p.Unit}]
		if !ok {
			all = append(all, p)
			continue
		}
		if name, have, says, differ := contradiction(all[n], p); differ {
			return nil, &Error{File: file, Word: "contradiction", Args: []string{fmt.Sprint(p.Year), p.Unit, name, fmt.Sprint(have), fmt.Sprint(says)}}
		}
		all[n] = filled(all[n], p)
		all[n].Name, all[n].Region = cmp.Or(all[n].Name, p.Name), cmp.Or(all[n].Region, p.Region)
	}
	return all, nil
}

// contradiction finds a figure that two files print differently. What isn't
// printed contradicts nothing.
func contradiction(a, b index.Published) (name string, have, says float64, differ bool) {
	for _, f := range []struct {
		name string
		a, b float64
	}{
		{"score", a.Score, b.Score}, {"rank", count(a.Rank), count(b.Rank)}, {"n_sources", count(a.N), count(b.N)},
		{"standard_error", a.SE, b.SE}, {"ci_low", a.Low, b.Low}, {"ci_high", a.High, b.High},
	} {
		if f.a != f.b && !math.IsNaN(f.a) && !math.IsNaN(f.b) {
			return f.name, f.a, f.b, true
		}
	}
	return "", 0, 0, false
}

// count is a number from 1 up, or NaN.
func count(n int) float64 {
	if n == 0 {
		return math.NaN()
	}
	return float64(n)
}
