package charter

import "slices"

// The kinds of seats. They are the kinds of the document's bodies, with the
// public, which holds no seat of a body, and the keeper of the installation.
const (
	KindPublic          = "public"           // a person from the public
	KindHeadquarters    = "headquarters"     // information-educational headquarters
	KindAntikorCentre   = "antikor-centre"   // where citizens are received
	KindMonitoringGroup = "monitoring-group" // special monitoring group
	KindProjectOffice   = "project-office"   // «Адалдық алаңы»
	KindAgency          = "agency"           // the anti-corruption agency
	KindDepartment      = "department"       // its department in a region
	KindStateBody       = "state-body"       // that has to answer
	KindNewsroom        = "newsroom"         // editorial office
	KindKeeper          = "keeper"           // administrator of the installation
)

// kinds are all kinds in the order of the charter.
var kinds = []string{
	KindPublic, KindHeadquarters, KindAntikorCentre, KindMonitoringGroup, KindProjectOffice,
	KindAgency, KindDepartment, KindStateBody, KindNewsroom, KindKeeper,
}

// actsFor has the kinds that act for another: a mandate of the Agency is one
// mandate, whether its central office or a department exercises it.
var actsFor = map[string]string{KindDepartment: KindAgency}

// Kinds returns all kinds of seats, the public first. The list is the caller's.
func Kinds() []string { return slices.Clone(kinds) }

// KindWord is the key of a kind's name in the words of this package.
func KindWord(kind string) string { return "charter.body-" + kind }

// covered returns the kinds that a permit for kind serves: the kind itself and
// those that act for it.
func covered(kind string) []string {
	all := []string{kind}
	for _, k := range kinds {
		if actsFor[k] == kind {
			all = append(all, k)
		}
	}
	return all
}

// A Principal is who acts: a seat, which is a person in a body for a term, and
// never a person as such. Whether the term runs is for the caller to know.
type Principal struct {
	Seat   string // id of the seat; "" for the public
	Body   string // id of the body; "" for the public
	Kind   string // one of the kinds
	Region string // ISO 3166-2 code of the body's region, "" if it serves the republic
}

// Public returns the principal that everybody is who holds no seat.
func Public() Principal { return Principal{Kind: KindPublic} }

// A Resource is what is acted on: a docket if it names one, else a body if it
// names one, else the installation.
type Resource struct {
	Body   string // id of the body that has it in hand
	Region string // ISO 3166-2 code of that body's region, "" if it serves the republic
	Docket string // id of the docket, "" if the act is on the body
	To     string // id of the other body that a docket is addressed to, "" if to none
	Own    bool   // who acts made it themselves, or it concerns them
}
