package backlog

import "strconv"

// Pick is an item that comes next, and why in a few words each.
type Pick struct {
	Item Item
	Why  []string
}

// Next gives the highest ready items that are prioritized and not blocked, and whose dependencies are finished or closed, at most
// n of them.
func (b *Backlog) Next(n int) []Pick {
	var out []Pick
	for it := range b.Items() {
		if len(out) == n {
			break
		}
		position, placed := b.Position(it.ID)
		if it.Category() != Ready || it.Type == Epic || it.Blocked != nil || !placed || !b.dependenciesMet(it) {
			continue
		}
		why := []string{"#" + strconv.Itoa(position) + " in the order", "ready"}
		if len(it.DependsOn) > 0 {
			why = append(why, "all it depends on is finished")
		}
		if it.Due.IsSet() {
			why = append(why, "due "+string(it.Due))
		}
		out = append(out, Pick{it, why})
	}
	return out
}

// dependenciesMet reports whether everything an item depends on is finished or closed.
func (b *Backlog) dependenciesMet(it Item) bool {
	for _, id := range it.DependsOn {
		other, err := b.Item(id)
		if err != nil || other.Category() != Finished && other.Category() != Closed {
			return false
		}
	}
	return true
}
