package workbook

import "strings"

// PlainWords are the keys of all errors and how many places their words have.
func PlainWords() map[string]int {
	all := map[string]int{}
	for key, text := range plain {
		all[key] = strings.Count(text, "%s") + strings.Count(text, "%q")
	}
	return all
}
