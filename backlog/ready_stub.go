package backlog

// ReadyLine is one line of the Definition of Ready, judged for one item.
type ReadyLine struct {
	Name string
	OK   bool
	Why  string
}

// Readiness judges an item by the Definition of Ready.
func (b *Backlog) Readiness(it Item) []ReadyLine { return nil }
