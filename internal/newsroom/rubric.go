package newsroom

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"

	"adal/internal/i18n"

	"github.com/BurntSushi/toml"
)

//go:embed rubrics.toml
var rubricsTOML []byte

// A Rubric is a heading that articles stand under.
type Rubric struct {
	ID   string // in addresses
	Name i18n.Text
}

// idForm is how ids stand in addresses.
var idForm = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

// LoadRubrics reads rubrics.toml of a data folder, or the built-in rubrics if
// there is none.
func LoadRubrics(fsys fs.FS) ([]Rubric, error) {
	text, err := fs.ReadFile(fsys, "rubrics.toml")
	if errors.Is(err, fs.ErrNotExist) {
		text, err = rubricsTOML, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading rubrics.toml: %w", err)
	}
	var data struct{ Rubric []Rubric }
	if err := toml.Unmarshal(text, &data); err != nil {
		return nil, fmt.Errorf("reading rubrics.toml: %w", err)
	}
	for i, r := range data.Rubric {
		if !idForm.MatchString(r.ID) || r.Name.In(i18n.KK) == "" {
			return nil, fmt.Errorf("rubrics.toml: rubric %d has no name, or %q can't stand in an address", i+1, r.ID)
		}
		if slices.IndexFunc(data.Rubric, func(other Rubric) bool { return other.ID == r.ID }) < i {
			return nil, fmt.Errorf("rubrics.toml: there are two rubrics %q", r.ID)
		}
	}
	return data.Rubric, nil
}

// rubric is the rubric of an id, and whether there is one.
func (n *Newsroom) rubric(id string) (Rubric, bool) {
	at := slices.IndexFunc(n.Rubrics, func(r Rubric) bool { return r.ID == id })
	if at < 0 {
		return Rubric{}, false
	}
	return n.Rubrics[at], true
}
