package perception

import (
	"embed"
	"strings"
	"sync"

	"adal/internal/i18n"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// Words are the words of this package in kk, ru and en, for i18n's Load under the
// prefix "perception".
//
//go:embed words.toml
var Words embed.FS

// namers are the names of countries in Unicode's CLDR, read at the first
// question.
var namers = map[i18n.Lang]func() display.Namer{
	i18n.KK: sync.OnceValue(func() display.Namer { return display.Regions(language.Kazakh) }),
	i18n.RU: sync.OnceValue(func() display.Namer { return display.Regions(language.Russian) }),
	i18n.EN: sync.OnceValue(func() display.Namer { return display.Regions(language.English) }),
}

// CountryName is the name of a country in a language. What isn't a country of
// ISO 3166, such as a region of one, has the name as printed, or its code.
func CountryName(l i18n.Lang, iso3, printed string) string {
	code := iso3
	if code == "KOS" {
		code = "XK" // as CLDR calls Kosovo, which has no code of ISO 3166
	}
	if region, err := language.ParseRegion(code); err == nil && region.IsCountry() {
		if namer, ok := namers[l]; ok {
			if name := namer().Name(region); name != "" {
				return name
			}
		}
	}
	if printed != "" {
		return printed
	}
	return iso3
}

// RegionWord is the key of a region's name in the words of this package, such as
// "perception.region-we-eu" of "WE/EU".
func RegionWord(region string) string {
	return "perception.region-" + strings.ToLower(strings.ReplaceAll(region, "/", "-"))
}

// SourceWord is the key of a source's name in the words of this package, such as
// "perception.source-bti".
func SourceWord(source string) string { return "perception.source-" + source }
