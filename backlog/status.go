package backlog

// Status is the name of a status of the flow. What it means is its [Category]: no computation looks at the name.
type Status string

// The statuses of the default flow.
const (
	StatusDraft      Status = "draft"
	StatusRejected   Status = "rejected"
	StatusReady      Status = "ready"
	StatusInProgress Status = "in-progress"
	StatusDone       Status = "done"
	StatusAccepted   Status = "accepted"
	StatusDropped    Status = "dropped"
)

// Category is what a status means to every computation.
type Category uint8

// The categories in the order of the flow. An item is open until its category is Closed or Dropped. The zero value is the
// category of a status that the flow does not know; it counts as open and proposed.
const (
	Unknown Category = iota
	Proposed
	Ready
	Active
	Finished
	Closed
	Dropped
)

// Open reports whether items of the category are still to be dealt with.
func (c Category) Open() bool { return c != Closed && c != Dropped }

// Placed reports whether items of the category are counted in positions: proposed, ready and active ones.
func (c Category) Placed() bool { return c <= Active }

// String is the word used in queries and in JSON.
func (c Category) String() string {
	switch c {
	case Ready:
		return "ready"
	case Active:
		return "active"
	case Finished:
		return "finished"
	case Closed:
		return "closed"
	case Dropped:
		return "dropped"
	}
	return "proposed"
}

// ParseCategory reads the word that String gives.
func ParseCategory(word string) (Category, bool) {
	for c := Proposed; c <= Dropped; c++ {
		if c.String() == word {
			return c, true
		}
	}
	return Unknown, false
}

// Verb is a decision about an item: it leads to the one status that has it.
type Verb string

// The verbs of the flow. Block and Unblock change no status.
const (
	VerbReady   Verb = "ready"
	VerbStart   Verb = "start"
	VerbDone    Verb = "done"
	VerbAccept  Verb = "accept"
	VerbReject  Verb = "reject"
	VerbDrop    Verb = "drop"
	VerbReopen  Verb = "reopen"
	VerbBlock   Verb = "block"
	VerbUnblock Verb = "unblock"
)

// StatusDef is one status of the flow, from the default flow or from po.yaml.
type StatusDef struct {
	Name     Status
	Label    string // what people are shown; empty: the name
	Category Category
	Verb     Verb // the verb that leads here; empty: reached by --status only
	Limit    int  // items at once; 0: no limit
}

// Title is what people are shown.
func (s StatusDef) Title() string {
	if s.Label != "" {
		return s.Label
	}
	return string(s.Name)
}

func defaultFlow() []StatusDef {
	return []StatusDef{
		{Name: StatusDraft, Category: Proposed},
		{Name: StatusRejected, Category: Proposed, Verb: VerbReject},
		{Name: StatusReady, Category: Ready, Verb: VerbReady},
		{Name: StatusInProgress, Category: Active, Verb: VerbStart},
		{Name: StatusDone, Category: Finished, Verb: VerbDone},
		{Name: StatusAccepted, Category: Closed, Verb: VerbAccept},
		{Name: StatusDropped, Category: Dropped, Verb: VerbDrop},
	}
}

// verbCategory is the category that a verb's target must have; done may also lead to Closed.
func verbCategory(v Verb) Category {
	switch v {
	case VerbReject:
		return Proposed
	case VerbReady:
		return Ready
	case VerbStart:
		return Active
	case VerbDone:
		return Finished
	case VerbAccept:
		return Closed
	case VerbDrop:
		return Dropped
	}
	return Unknown
}

// Type is the kind of a backlog item.
type Type string

// The types of items.
const (
	Story   Type = "story"
	Bug     Type = "bug"
	Enabler Type = "enabler"
	Spike   Type = "spike"
	Epic    Type = "epic"
)

// Types lists the types in the order in which they are documented.
func Types() []Type { return []Type{Story, Bug, Enabler, Spike, Epic} }

// MoSCoW is the class of an item for its release; empty: unclassed.
type MoSCoW string

// The classes.
const (
	Must   MoSCoW = "must"
	Should MoSCoW = "should"
	Could  MoSCoW = "could"
	Wont   MoSCoW = "wont"
)
