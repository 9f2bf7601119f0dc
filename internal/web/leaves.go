package web

import (
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"text/template/parse"

	"adal/internal/i18n"
)

// Leaves are the pages of all areas, as they are written and as they are shown.
// What several pages show is read once, for all languages; a page is made ready
// when somebody wants to see it, of nothing but what it shows.
type leaves struct {
	frame   trees            // base.html, card.html and the components
	sources map[string]*leaf // by area/page

	mu   sync.Mutex
	made map[string]*template.Template // by "kk area/page"
}

// madeAtMost bounds how many pages stand ready: each holds about 0.2 MB, and there
// are hundreds. When there are more, all are dropped: what is read often is back
// within milliseconds.
const madeAtMost = 64

// trees are what templates say, by their names. A template is made of copies:
// making it safe writes on it.
type trees map[string]*parse.Tree

// A leaf is a page as it is written.
type leaf struct {
	area, file string
	fsys       fs.FS
	parts      trees // the frame, and what pages of the area share
}

// read reads templates as a page of an area sees them.
func read(fsys fs.FS, funcs template.FuncMap, files ...string) (trees, error) {
	if len(files) == 0 {
		return trees{}, nil
	}
	t, err := template.New(path.Base(files[0])).Funcs(funcs).ParseFS(fsys, files...)
	if err != nil {
		return nil, err
	}
	found := trees{}
	for _, one := range t.Templates() {
		if one.Tree != nil { // of a file that only defines others
			found[one.Name()] = one.Tree
		}
	}
	return found, nil
}

// over is these trees with others over them. One that says nothing hides none, as
// in templates.
func (t trees) over(others trees) trees {
	all := maps.Clone(t)
	for name, one := range others {
		if all[name] == nil || !parse.IsEmptyTree(one.Root) {
			all[name] = one
		}
	}
	return all
}

// reached is the names of the templates that one shows, itself among them.
func (t trees) reached(from string) ([]string, error) {
	seen := []string{from}
	for i := 0; i < len(seen); i++ {
		tree := t[seen[i]]
		if tree == nil {
			return nil, fmt.Errorf("there is no template %q", seen[i])
		}
		for name := range shown(tree.Root) {
			if !slices.Contains(seen, name) {
				seen = append(seen, name)
			}
		}
	}
	return seen, nil
}

// shown is the names of the templates that a list of nodes calls.
func shown(list *parse.ListNode) map[string]bool {
	names := map[string]bool{}
	if list == nil {
		return names
	}
	both := func(b *parse.BranchNode) {
		maps.Copy(names, shown(b.List))
		maps.Copy(names, shown(b.ElseList))
	}
	for _, node := range list.Nodes {
		switch n := node.(type) {
		case *parse.TemplateNode:
			names[n.Name] = true
		case *parse.IfNode:
			both(&n.BranchNode)
		case *parse.RangeNode:
			both(&n.BranchNode)
		case *parse.WithNode:
			both(&n.BranchNode)
		}
	}
	return names
}

// add adds the pages of an area. A page that can't be read, or shows what isn't
// there, is an error now and not when somebody wants to see it.
func (l *leaves) add(area string, fsys fs.FS, funcs template.FuncMap, parts, files []string) error {
	shared, err := read(fsys, funcs, parts...)
	if err != nil {
		return fmt.Errorf("the parts of %s: %w", area, err)
	}
	shared = l.frame.over(shared)
	for _, file := range files {
		one := &leaf{area: area, file: file, fsys: fsys, parts: shared}
		if _, _, err := one.all(funcs); err != nil {
			return err
		}
		l.sources[area+"/"+strings.TrimSuffix(path.Base(file), ".html")] = one
	}
	return nil
}

// all is what a page is made of, and the names of that which it shows.
func (one *leaf) all(funcs template.FuncMap) (all trees, names []string, err error) {
	mine, err := read(one.fsys, funcs, one.file)
	if err != nil {
		return nil, nil, fmt.Errorf("a page of %s: %w", one.area, err)
	}
	all = one.parts.over(mine)
	if names, err = all.reached(one.begins()); err != nil {
		return nil, nil, fmt.Errorf("the page %s of %s: %w", one.file, one.area, err)
	}
	return all, names, nil
}

// What a page begins with: the frame of the site, or that of a card, which stands
// on pages of others.
const (
	base = "base.html"
	card = "card.html"
)

// begins is the template that a page begins with: a card is called one.
func (one *leaf) begins() string {
	if path.Base(one.file) == card {
		return card
	}
	return base
}

// page is a page that is ready to be shown in a language.
func (s *Site) page(l i18n.Lang, name string) (*template.Template, error) {
	key := string(l) + " " + name
	if t := s.leaves.ready(key); t != nil {
		return t, nil
	}
	one := s.leaves.sources[name]
	if one == nil {
		return nil, fmt.Errorf("there is no page %q", name)
	}
	funcs := s.funcs(one.area, l)
	all, names, err := one.all(funcs)
	if err != nil {
		return nil, err
	}
	t := template.New(one.begins()).Option("missingkey=error").Funcs(funcs)
	for _, of := range names {
		if _, err := t.AddParseTree(of, all[of].Copy()); err != nil {
			return nil, fmt.Errorf("making %s: %w", name, err)
		}
	}
	t = t.Lookup(one.begins())
	s.leaves.keep(key, t)
	return t, nil
}

// ready is a page that was made before, nil if it has to be made.
func (l *leaves) ready(key string) *template.Template {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.made[key]
}

// keep has a page stand ready.
func (l *leaves) keep(key string, t *template.Template) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.made) >= madeAtMost || l.made == nil {
		l.made = map[string]*template.Template{}
	}
	l.made[key] = t
}
