package charter

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strconv"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/ast"
	"github.com/cedar-policy/cedar-go/types"
	xast "github.com/cedar-policy/cedar-go/x/exp/ast"
	"github.com/cedar-policy/cedar-go/x/exp/eval"
	"github.com/cedar-policy/cedar-go/x/exp/schema"
	"github.com/cedar-policy/cedar-go/x/exp/schema/resolved"
	"github.com/cedar-policy/cedar-go/x/exp/schema/validate"
)

// maxText is the greatest length of a charter or a schema in bytes. The
// library's parsers recurse, so that a text without bound could exhaust them.
const maxText = 1 << 20

// Parse reads a charter and its schema, checks every article against the schema
// and files the articles by the acts they speak of. It doesn't prove anything;
// Prove does.
func Parse(text, schemaText []byte) (*Charter, error) {
	if len(text) > maxText || len(schemaText) > maxText {
		return nil, fmt.Errorf("reading the charter: longer than %d bytes", maxText)
	}
	c := &Charter{
		Alarm:  func(err error) { slog.Error("the charter could not decide, so the act was denied", "err", err) },
		shelf:  map[Act]*shelf{},
		kinds:  map[string]bool{},
		shapes: map[shape]figure{},
	}
	sum := sha256.New()
	sum.Write(text)
	sum.Write(schemaText)
	c.hash = hex.EncodeToString(sum.Sum(nil))
	said, err := readWords()
	if err != nil {
		return nil, fmt.Errorf("reading the words of the charter: %w", err)
	}
	c.words = said
	if err := c.readSchema(schemaText); err != nil {
		return nil, fmt.Errorf("reading the schema of the charter: %w", err)
	}
	if err := c.readArticles(text); err != nil {
		return nil, fmt.Errorf("reading the charter: %w", err)
	}
	return c, nil
}

// readSchema reads the kinds and the acts.
func (c *Charter) readSchema(text []byte) error {
	var s schema.Schema
	s.SetFilename("charter.cedarschema")
	if err := s.UnmarshalCedar(text); err != nil {
		return err
	}
	r, err := s.Resolve()
	if err != nil {
		return err
	}
	c.schema = r
	c.validator = validate.New(r)
	for _, k := range r.Enums[kindType].Values {
		c.kinds[string(k.ID)] = true
	}
	for uid, a := range r.Actions {
		if uid.Type != actionType {
			return fmt.Errorf("%s is of a namespace", uid)
		}
		if a.AppliesTo == nil {
			continue // a group
		}
		c.shelf[Act(uid.ID)] = &shelf{action: types.Entity{UID: uid, Parents: a.Entity.Parents}}
	}
	return nil
}

// readArticles reads the articles and files them.
func (c *Charter) readArticles(text []byte) error {
	policies, err := cedar.NewPolicyListFromBytes("charter.cedar", text)
	if err != nil {
		return err
	}
	var wrong []error
	seen := map[int]bool{}
	for _, p := range policies {
		tree := (*xast.Policy)(p.AST())
		a, err := newArticle(c.words, p, tree)
		if err == nil && seen[a.Number] {
			err = errors.New("there is an article with this number already")
		}
		if err == nil {
			err = c.validator.Policy("", tree)
		}
		if err != nil {
			wrong = append(wrong, fmt.Errorf("article %q at line %d: %w", p.Annotations()["article"], p.Position().Line, err))
			continue
		}
		seen[a.Number] = true
		c.file(a)
	}
	return errors.Join(wrong...)
}

// file puts an article on the shelf of every act it speaks of. What a shelf
// holds is the article as it reads for that one act: whatever it says about acts
// is decided already, so that a decision asks less.
func (c *Charter) file(a *article) {
	for _, act := range slices.Sorted(maps.Keys(c.shelf)) {
		s := c.shelf[act]
		tree, speaks := eval.PartialPolicy(eval.Env{
			Entities:  types.EntityMap{s.action.UID: s.action},
			Principal: eval.Variable("principal"),
			Action:    s.action.UID,
			Resource:  eval.Variable("resource"),
			Context:   eval.Variable("context"),
		}, a.tree)
		if !speaks {
			continue
		}
		a.Acts = append(a.Acts, act)
		s.filed = append(s.filed, filed{a, cedar.NewPolicyFromAST((*ast.Policy)(tree))})
		if a.permits() {
			s.grants = append(s.grants, a)
		}
	}
	inOrder(a.Acts)
	c.articles = append(c.articles, a)
}

// within reports whether an action is a group or in it, at most depth steps up.
func within(s *resolved.Schema, action, group types.EntityUID, depth int) bool {
	if action == group {
		return true
	}
	if depth == 0 {
		return false
	}
	for parent := range s.Actions[action].Entity.Parents.All() {
		if within(s, parent, group, depth-1) {
			return true
		}
	}
	return false
}

// number reads the number of an article: 1 and more, as it is printed.
func number(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || strconv.Itoa(n) != s {
		return 0, fmt.Errorf("%q is no number of an article", s)
	}
	return n, nil
}
