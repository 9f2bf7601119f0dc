package reception

// Known is who is known to answer for what somebody asks about.
type Known struct {
	Topic, Where string      // as they were understood; "" for not at all
	By           []Answering // nobody: then it isn't known
	More         string      // the page that says more of it, without the language
}

// An Answering is an institution that answers.
type Answering struct{ Name, Href string }
