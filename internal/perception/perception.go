// Package perception shows the Corruption Perceptions Index: every edition as it
// was published and as it comes out of its sources, and of every change what
// made it and how much of it is more than noise.
//
// The rule of the domain: nothing is claimed that the data doesn't carry. An
// edition is imported whole or not at all, recomputed by the recipe of its year
// and compared with what was printed before a seat publishes it; the register
// then has the hash of its inputs and its recipe, so that anybody can make it
// again. A changed import is a new version with a note, and the versions before
// stay readable. A rank is shown with the interval that its sources allow, and
// two ranks are put side by side only where recipe, scale, sources and field let
// them be.
//
// Where nothing was imported there are figures of one country, quoted as facts
// (facts.toml). They make partial editions, which say so, compute what they
// carry and refuse what would need everybody's figures: a partial edition is
// never taken for a whole one.
//
// The arithmetic is package index, which knows no database; a file is read by
// package workbook.
package perception

import (
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/perception/index"
)

// An Index is the index of an installation.
type Index struct {
	DB   *db.DB
	Book *docket.Book
	// Address is the site's own, without a slash at the end, for what other sites
	// show of it.
	Address string
	// Changed is called when what the public sees has changed; nil for nobody.
	Changed func()
}

// The states of an edition.
const (
	Imported  docket.State = "imported"  // nobody outside the office sees it yet
	Published docket.State = "published" // it is as the public sees it
	Changed   docket.State = "changed"   // the public sees it, and a newer version waits
)

// Flow is the life of an edition. Its steps are readable in the register, with
// the hash of the version's manifest.
var Flow = docket.Flow{Area: "perception", Kind: "edition", Mark: "E", Public: true, Steps: []docket.Step{
	{Act: charter.ImportEdition, To: Imported},
	{Act: charter.ImportEdition, From: []docket.State{Imported}},
	{Act: charter.ImportEdition, From: []docket.State{Published, Changed}, To: Changed},
	{Act: charter.PublishEdition, From: []docket.State{Imported, Changed}, To: Published, Settles: true},
}}

// Home is the country that is quoted where nothing was imported.
const Home = "KAZ"

// Attribution is whose figures the editions of the Corruption Perceptions Index
// are, as their licence wants it said beside them.
const Attribution = "Corruption Perceptions Index, Transparency International, CC BY-ND 4.0, transparency.org/cpi"

// simulation is how the rank intervals of an edition are drawn. The seed is kept
// with the version, so that anybody draws the same.
func simulation(errors index.Errors) index.Simulation {
	s := index.Usual()
	s.Errors = errors
	return s
}

func (x *Index) changed() {
	if x.Changed != nil {
		x.Changed()
	}
}
