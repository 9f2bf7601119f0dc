// Package record is the public record: what an outsider needs to hold the
// platform to its word.
//
// The rule of the domain: a promise of the platform counts only if somebody who
// doesn't trust it can check it. So everything that binds it is on pages that
// anybody reads without a name and without script: the charter with its proof,
// the keys of the bodies, the register of what was done in words, the ways to
// check each of them with one's own tools, and the source. Each page also says
// what its check does not prove.
package record

import (
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/register"
)

// A Record is what is open to everybody.
type Record struct {
	DB      *db.DB
	Charter *charter.Charter
	Reader  *register.Reader
	// Today is the day of a transaction where the bodies are.
	Today func(*db.Tx) calendar.Day
	// Later are the acts that no page offers yet, although an article names a
	// part of the platform for them. Pages say so.
	Later map[charter.Act]bool
	// Scripts are the names of the scripts of pages, without ".js", whose
	// hashes the register has.
	Scripts []string
	// SourceURL is where the source of the running version is, "" if the keeper
	// gave no address: then the page of the source says that the licence
	// obliges the keeper to.
	SourceURL string
	// Version names the running version, "" if it is unknown.
	Version string
}
