package doc

// Box is the state of an entry's box.
type Box uint8

// The states of a box. A plain entry has none and counts as open.
const (
	NoBox Box = iota
	OpenBox
	MetBox
)

// Form is the shape in which an entry is written.
type Form uint8

// The forms of an entry.
const (
	BoxEntry      Form = iota // a list entry with a box: "- [ ] text"
	PlainEntry                // a list entry without one: "- text"
	ScenarioEntry             // a scenario of a fenced gherkin block
)

// Entry is a top-level list entry of a section, or a scenario of one of its gherkin blocks.
type Entry struct {
	Text     string // the first paragraph on one line; a scenario's name
	Form     Form
	Box      Box
	BoxAt    int  // offset of the byte between the brackets, or of a scenario's "@met"; -1: none
	Span     Span // the entry's lines with all that is nested under it, without the last line end
	TextSpan Span // Text as written, maybe over several lines
	Line     int  // line in the file, from 1
}

// Entries returns the entries of a section in order of appearance.
func Entries(src string, s Section) []Entry { return nil }

// Steps are the given, when and then of an entry; the steps of one kind are joined by one blank.
type Steps struct {
	Given, When, Then string
	Whens, Thens      int // how many steps of the kind there are, "and" and "but" not counted
}

// Steps returns the steps of a scenario, or of a text that has the three words in this order.
func (e Entry) Steps(src string) (Steps, bool) { return Steps{}, false }

// BrokenScenarios returns the gherkin blocks of a section that do not parse and so hold no entries.
func BrokenScenarios(src string, s Section) []Span { return nil }
