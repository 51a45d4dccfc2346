package doc

// SetBox ticks or unticks an entry: one byte of a box, four more for a plain entry that is ticked, the tag @met of a scenario.
func SetBox(src string, e Entry, met bool) (string, error) { return src, nil }

// SetText changes an entry's text; its box and what is nested under it stay.
func SetText(src string, e Entry, text string) (string, error) { return src, nil }

// InsertEntry inserts an entry before the one with index at (0 is the first of [Entries]), or at the end.
func InsertEntry(src string, s Section, at int, text string, box bool) (string, error) {
	return src, nil
}

// RemoveEntry removes the entry with index n and what is nested under it.
func RemoveEntry(src string, s Section, n int) (string, error) { return src, nil }

// MoveEntry moves the entry with index from so that it has index to.
func MoveEntry(src string, s Section, from, to int) (string, error) { return src, nil }

// AppendSection adds a section without content at the end of the body that begins at from.
func AppendSection(src string, from int, title string, level int) (string, Section, error) {
	return src, Section{}, nil
}
