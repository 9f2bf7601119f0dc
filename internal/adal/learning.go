package adal

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"path"
	"strings"

	"adal/internal/charter"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/learning"
	"adal/internal/links"

	"github.com/BurntSushi/toml"
)

// newSchool teaches.
func (a *App) newSchool(c Config) *learning.School {
	return &learning.School{DB: a.DB, Book: a.Book, Address: strings.TrimRight(c.Address, "/"), Changed: a.Site.Changed}
}

// courseTitle is how a course that is taught is called beside what belongs to it.
func (a *App) courseTitle(ctx context.Context, id string) (links.Ref, error) {
	c, err := a.School.ByDocket(ctx, id)
	return links.Ref{Kind: learning.Flow.Kind, Title: c.Version.Title, Path: "/learning/" + c.Slug, Day: c.Item.Opened}, err
}

// courseAt is the docket of the course of an address: /learning/slug.
func (a *App) courseAt(ctx context.Context, _ i18n.Lang, path string) (string, error) {
	slug, ok := strings.CutPrefix(path, "/learning/")
	if !ok {
		return "", fault.NotFound
	}
	c, err := a.School.Open(ctx, slug)
	return c.Item.ID, err
}

// demoCourses are courses of our own writing: of each language a file of Markdown
// under a head of TOML, in which # begins a lesson, and one of questions.
//
//go:embed courses
var demoCourses embed.FS

// readDemoCourse reads a course of the demo in all languages.
func readDemoCourse(name string) (m learning.Material, err error) {
	m = learning.Material{Ask: 8, Pass: 80, Daily: 3}
	for _, l := range i18n.Langs {
		text, err := demoCourses.ReadFile(path.Join("courses", name+"."+string(l)+".md"))
		if err != nil {
			return m, err
		}
		quiz, err := demoCourses.ReadFile(path.Join("courses", name+"."+string(l)+".gift"))
		if err != nil {
			return m, err
		}
		head, body, ok := strings.Cut(strings.TrimPrefix(string(text), "+++\n"), "\n+++\n# ")
		var said struct{ Title, About string }
		if err := toml.Unmarshal([]byte(head), &said); err != nil || !ok {
			return m, errors.Join(err, fmt.Errorf("%s.%s.md has no head or no lesson", name, l))
		}
		put(&m.Title, l, said.Title)
		put(&m.About, l, said.About)
		put(&m.Quiz, l, string(quiz))
		for i, lesson := range strings.Split(body, "\n# ") {
			if len(m.Lessons) == i {
				m.Lessons = append(m.Lessons, learning.Lesson{})
			}
			title, text, _ := strings.Cut(lesson, "\n")
			put(&m.Lessons[i].Title, l, title)
			put(&m.Lessons[i].Text, l, text)
		}
	}
	return m, nil
}

// put says a text in a language.
func put(t *i18n.Text, l i18n.Lang, s string) {
	switch l {
	case i18n.KK:
		t.KK = s
	case i18n.RU:
		t.RU = s
	case i18n.EN:
		t.EN = s
	}
}

// course lets the headquarters of the demo teach its observers.
func (d demo) course(ctx context.Context) error {
	seat := d.members["headquarters-mangystau"].seat
	by := charter.Principal{Seat: seat.ID, Body: seat.Body, Kind: charter.KindHeadquarters, Region: "KZ-47"}
	m, err := readDemoCourse("observer")
	if err != nil {
		return err
	}
	school := *d.School
	school.Changed = nil
	id, err := school.Begin(ctx, by, m.Title)
	if err != nil {
		return err
	}
	return errors.Join(school.Save(ctx, by, id, 1, m), school.Teach(ctx, by, id, ""), school.SetCertify(ctx, by, id, true))
}
