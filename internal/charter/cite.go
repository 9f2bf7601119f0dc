package charter

import (
	"slices"
	"strconv"
)

// Article returns the number of the first article that permits an act, for a
// record to cite; "" if none does.
func (c *Charter) Article(act Act) string {
	s := c.shelf[act]
	if s == nil || len(s.grants) == 0 {
		return ""
	}
	return strconv.Itoa(s.grants[0].Number)
}

// Knows reports whether the charter knows a kind of body.
func (c *Charter) Knows(kind string) bool { return c.kinds[kind] }

// Text is the charter of the house as it is read: charter.cedar followed by
// charter.cedarschema, whose SHA-256 is Hash.
func Text() []byte { return slices.Concat(text, schemaText) }
