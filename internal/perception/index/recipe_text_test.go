package index_test

import (
	"testing"

	"adal/internal/fault"
	"adal/internal/perception/index"

	"github.com/google/go-cmp/cmp"
)

// TestRecipeOfItsText reads every preset from the text that is kept of it.
func TestRecipeOfItsText(t *testing.T) {
	for _, r := range index.Presets() {
		got, err := index.RecipeOf(r.Text())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(r, got); diff != "" || got.Hash() != r.Hash() {
			t.Errorf("%s: %s", r.Name, diff)
		}
	}
	for _, text := range []string{"", "{", "[]", `{"name":"own","min_source":3}`, `{"name":"own","version":1}`} {
		if _, err := index.RecipeOf([]byte(text)); fault.Of(err) != fault.Invalid {
			t.Errorf("%q: %v", text, err)
		}
	}
}
