package charter

import "slices"

// An Act is something that is done on the platform, or that the charter names
// in order to forbid it. It is one English verb phrase, as it stands in
// charter.cedarschema and in the register.
type Act string

// Acts of everybody and of every seat.
const (
	Read        Act = "read"         // what is published
	SignIn      Act = "sign-in"      // become a seat
	SeeOwnBody  Act = "see-own-body" // the work of one's own body
	Link        Act = "link"         // what belongs together
	CommentPlan Act = "comment-plan" // of any body
)

// Acts of the reception.
const (
	Bring    Act = "bring"     // a matter
	Write    Act = "write"     // a further message of the reporter
	Destroy  Act = "destroy"   // one's own matter
	Convert  Act = "convert"   // consent to turn one's signal into an appeal
	Receive  Act = "receive"   // see the queue
	Open     Act = "open"      // what is sealed in a matter
	Triage   Act = "triage"    // give a matter its topic and track
	Take     Act = "take"      // a matter in hand
	Ask      Act = "ask"       // the reporter something
	Answer   Act = "answer"    // the reporter
	Extend   Act = "extend"    // the deadline, with a reason
	Forward  Act = "forward"   // to the body in charge
	HandOver Act = "hand-over" // a signal of a crime to the Agency, sealed, one way
	Export   Act = "export"    // a matter out of the platform
	BringFor Act = "bring-for" // a visitor or caller
	Appoint  Act = "appoint"   // give an appointment
)

// Acts of monitoring, and of those whose work is observed.
const (
	PlanCampaign       Act = "plan-campaign"
	Observe            Act = "observe" // from outside
	Review             Act = "review"  // an observation of another
	PublishShortcoming Act = "publish-shortcoming"
	Raise              Act = "raise"         // with the state body
	LookAgain          Act = "look-again"    // whether it is fixed
	Redact             Act = "redact"        // what shows persons
	Withdraw           Act = "withdraw"      // a wrong publication
	DecideAppeal       Act = "decide-appeal" // against a publication, or against a removal
	Reply              Act = "reply"         // the right of reply
	Promise            Act = "promise"       // a date
	ClaimFixed         Act = "claim-fixed"
	RequestExtension   Act = "request-extension"
	Disown             Act = "disown"        // "not ours"
	Confirm            Act = "confirm"       // a shortcoming, by a citizen
	Dispute            Act = "dispute"       // a shortcoming, by a citizen
	Signal             Act = "signal"        // what somebody saw, to a monitoring group through a program
	AdmitProgram       Act = "admit-program" // that may pass on such signals
)

// Acts of the headquarters.
const (
	Found            Act = "found" // a headquarters of a region
	AppointMember    Act = "appoint-member"
	Plan             Act = "plan"
	HoldBriefing     Act = "hold-briefing"
	BookRoom         Act = "book-room" // of the Antikor centre
	Teach            Act = "teach"
	Certify          Act = "certify"
	Report           Act = "report"
	ApproveReport    Act = "approve-report" // of another
	RegisterForEvent Act = "register-for-event"
)

// Acts of initiatives.
const (
	Assess    Act = "assess"
	Pilot     Act = "pilot"
	Judge     Act = "judge" // give the verdict on the pilot of another
	Replicate Act = "replicate"
	ExportKit Act = "export-kit"
	Propose   Act = "propose" // an idea, by a citizen
	Support   Act = "support" // an idea, by a citizen
)

// Acts of the Agency and its regional departments.
const (
	TakeOver    Act = "take-over"   // what was handed over
	Countersign Act = "countersign" // the handover
	Supervise   Act = "supervise"   // deadlines and totals without persons
	RecoverKey  Act = "recover-key" // of another
)

// Acts of the index and its surveys.
const (
	ImportEdition  Act = "import-edition"
	PublishEdition Act = "publish-edition"
	Survey         Act = "survey"  // run one
	Respond        Act = "respond" // to one
)

// Acts of the newsroom.
const (
	Draft          Act = "draft"
	ReviewArticle  Act = "review-article" // of another
	PublishArticle Act = "publish-article"
	CorrectArticle Act = "correct-article"
	ImportArticle  Act = "import-article" // as an older site published it
	ImportRates    Act = "import-rates"
	ManageMedia    Act = "manage-media"
	Subscribe      Act = "subscribe"
)

// Acts of the keeper of the installation, and of those who correct its directory.
const (
	SeatSomebody Act = "seat" // in a body, never oneself
	Unseat       Act = "unseat"
	Succeed      Act = "succeed" // hand open work to a successor body
	PublishKey   Act = "publish-key"
	RevokeKey    Act = "revoke-key"
	SetCalendar  Act = "set-calendar"
	BackUp       Act = "back-up"
	Correct      Act = "correct" // propose a correction of the directory
	// KeepDirectory is to keep the directory of institutions, and to decide what is
	// proposed of it.
	KeepDirectory Act = "keep-directory"
)

// Acts that no page offers. They have names so that articles can speak of them.
const (
	Inspect         Act = "inspect"
	DemandDocument  Act = "demand-document"
	Detect          Act = "detect"
	Investigate     Act = "investigate"
	Prosecute       Act = "prosecute"
	Search          Act = "search"
	Fine            Act = "fine" // administrative penalties
	Sentence        Act = "sentence"
	Enforce         Act = "enforce"
	OpenStateSecret Act = "open-state-secret"
	Identify        Act = "identify" // learn who reported
)

// acts are all acts in the order of the charter.
var acts = slices.Concat(
	[]Act{Read, SignIn, SeeOwnBody, Link},
	groups["inspection"], groups["excluded"], groups["identity"],
	[]Act{Bring, Write, Destroy, Convert, Receive, Open, Triage, Take, Ask, Answer, Extend,
		Forward, HandOver, BringFor, Appoint, Export},
	[]Act{PlanCampaign, Observe, Review, PublishShortcoming, Raise, LookAgain, Redact, Withdraw,
		DecideAppeal, Reply, Promise, ClaimFixed, RequestExtension, Disown, Confirm, Dispute, Signal, AdmitProgram},
	[]Act{Found, AppointMember, Plan, HoldBriefing, BookRoom, Teach, Certify, Report, ApproveReport,
		RegisterForEvent, CommentPlan},
	[]Act{Assess, Pilot, Judge, Replicate, ExportKit, Propose, Support},
	groups["prosecution"],
	[]Act{TakeOver, Countersign, Supervise, RecoverKey},
	[]Act{ImportEdition, PublishEdition, Survey, Respond},
	[]Act{Draft, ReviewArticle, PublishArticle, CorrectArticle, ImportArticle, ImportRates, ManageMedia, Subscribe},
	[]Act{SeatSomebody, Unseat, Succeed, PublishKey, RevokeKey, BackUp, SetCalendar, Correct, KeepDirectory},
)

// groups are the groups of acts that articles speak of. The schema says the
// same; it is said twice so that neither the schema nor the program can move an
// act out of a prohibition alone.
var groups = map[string][]Act{
	"shared":      {Read, SignIn, SeeOwnBody, Link, CommentPlan},
	"everybody":   {Read, SignIn},
	"anywhere":    {Read, SignIn, CommentPlan},
	"across":      {Found, BookRoom, Supervise, RecoverKey, SeatSomebody, Unseat, Succeed, PublishKey, RevokeKey, BackUp, SetCalendar},
	"own-only":    {Write, Destroy, Convert},
	"by-another":  {Review, DecideAppeal, ApproveReport, Judge, Countersign, RecoverKey, ReviewArticle, SeatSomebody},
	"sealed":      {Open, HandOver, Export, TakeOver, RecoverKey},
	"inspection":  {Inspect, DemandDocument},
	"prosecution": {Detect, Investigate, Prosecute, Search, Fine},
	"excluded":    {Sentence, Enforce, OpenStateSecret},
	"identity":    {Identify},
}

// Acts returns all acts in the order of the charter. The list is the caller's.
func Acts() []Act { return slices.Clone(acts) }

// in reports whether an act is of a group.
func (a Act) in(group string) bool { return slices.Contains(groups[group], a) }

// Word is the key of the act's name in the words of this package.
func (a Act) Word() string { return "charter.act-" + string(a) }
