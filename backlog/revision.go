package backlog

import "time"

// Revision is one commit as the backlog sees it: who, when, why, and what changed. It is plain data.
type Revision struct {
	Hash    string // hex, whole
	Parents []string
	Author  Person    // through .mailmap
	Time    time.Time // of the author, in the author's zone
	Commit  time.Time // of the committer
	Subject string
	Why     string // the message's body without what po wrote itself
	Action  string // trailer Po-Action, empty for a commit made by hand
	Items   []ID   // trailers Po-Item
	Forced  []string
	Signed  bool // it carries a signature, valid or not
	Changes []Change
}

// Person is a name and a mail address.
type Person struct {
	Name, Email string
}

// Message is a commit message in its parts.
type Message struct {
	Subject  string
	Body     string // why, a blank line, then one line for each change
	Trailers []Trailer
}

// Trailer is one line Key: Value at the end of a message.
type Trailer struct {
	Key, Value string
}
