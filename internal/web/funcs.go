package web

import (
	"encoding/json"
	"fmt"
	"html/template"
	"strings"

	"adal/internal/fault"
	"adal/internal/i18n"
)

// funcs are what the pages of an area may call, in a language.
func (s *Site) funcs(area string, l i18n.Lang) template.FuncMap {
	return template.FuncMap{
		// t says a word of the area, or of another when the key has a dot.
		"t": func(key string, args ...any) string {
			if !strings.Contains(key, ".") {
				key = area + "." + key
			}
			return s.Words.Say(l, key, args...)
		},
		"text":      func(t i18n.Text) string { return t.In(l) },
		"fault":     func(f *fault.Error) string { return s.Words.Say(l, f.Word, f.Args...) },
		"lang":      func() i18n.Lang { return l },
		"langs":     func() []i18n.Lang { return i18n.Langs },
		"langname":  func(l i18n.Lang) string { return langNames[l] },
		"url":       func(path string) string { return "/" + string(l) + path },
		"date":      func(d i18n.Day) string { return i18n.Date(l, d) },
		"dateline":  func(d i18n.Day) string { return i18n.Dateline(l, d) },
		"monthyear": func(d i18n.Day) string { return i18n.MonthYear(l, d) },
		"number":    func(n any) (string, error) { return number(l, n) },
		"size":      func(n any) (string, error) { return size(l, n) },
		// words is what a script of the page says, by the last part of its key.
		"words":   func(keys ...string) (string, error) { return s.wordsOf(area, l, keys) },
		"data":    data,
		"percent": func(share float64) string { return i18n.Percent(l, share, 0) },
		"asset":   s.assetPath,
		"integrity": func(name string) (string, error) {
			a, err := s.asset(name)
			if err != nil {
				return "", err
			}
			return a.integrity, nil
		},
		"dict": dict,
		"list": func(items ...any) []any { return items },
	}
}

// langNames are the languages in themselves.
var langNames = map[i18n.Lang]string{i18n.KK: "Қазақша", i18n.RU: "Русский", i18n.EN: "English"}

func (s *Site) assetPath(name string) (string, error) {
	a, err := s.asset(name)
	if err != nil {
		return "", err
	}
	return a.path, nil
}

func number(l i18n.Lang, n any) (string, error) {
	switch n := n.(type) {
	case int:
		return i18n.Number(l, int64(n)), nil
	case int64:
		return i18n.Number(l, n), nil
	}
	return "", fmt.Errorf("number: %T is no whole number", n)
}

func size(l i18n.Lang, n any) (string, error) {
	switch n := n.(type) {
	case int:
		return i18n.Size(l, int64(n)), nil
	case int64:
		return i18n.Size(l, n), nil
	}
	return "", fmt.Errorf("size: %T is no whole number", n)
}

// wordsOf are words of an area in a language as JSON.
func (s *Site) wordsOf(area string, l i18n.Lang, keys []string) (string, error) {
	said := make(map[string]string, len(keys))
	for _, key := range keys {
		word := key
		if !strings.Contains(key, ".") {
			word = area + "." + key
		}
		said[key] = s.Words.Say(l, word)
	}
	text, err := json.Marshal(said)
	return string(text), err
}

// data lets a page link to a text file that it carries within itself, and to no
// other address of that kind.
func data(link string) (template.URL, error) {
	if !strings.HasPrefix(link, "data:text/plain;") {
		return "", fmt.Errorf("data: the link begins with %.20q", link)
	}
	return template.URL(link), nil
}

// dict makes the argument of a component from keys and values.
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("dict: a key has no value")
	}
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		key, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict: the key %v is no string", pairs[i])
		}
		m[key] = pairs[i+1]
	}
	return m, nil
}
