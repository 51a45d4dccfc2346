package doc

// Section is a heading of the body with all that stands under it.
// Offsets are absolute in the file.
type Section struct {
	Title   string // plain text: without emphasis marks, closing #-run and final colon
	Level   int    // 1 to 6
	Heading Span   // the heading's lines, ATX or underlined, with their line end
	Content Span   // from the line after the heading to the next heading of the same or a higher level
}

// FindSection returns the first section whose title matches.
func FindSection(src string, from int, match func(title string) bool) (Section, bool) {
	return Section{}, false
}

// Sections returns all sections of the body that begins at from, in order;
// a section of a lower level lies inside the one above it.
func Sections(src string, from int) []Section { return nil }
