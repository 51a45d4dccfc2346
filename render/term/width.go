package term

import "github.com/clipperhouse/displaywidth"

// stringWidth returns how many columns of a terminal a text takes, cleaned and
// perhaps painted: sequences that paint take none. charmbracelet/x/ansi asks the
// same package, and builds tables at every start.
func stringWidth(s string) int {
	return displaywidth.Options{ControlSequences: true}.String(s)
}

// firstChar returns what people take for the first character of a text, which
// may be several code points, and the columns that it takes.
func firstChar(s string) (char string, wide int) {
	g := displaywidth.StringGraphemes(s)
	if !g.Next() {
		return "", 0
	}
	return g.Value(), g.Width()
}

// truncated returns a text in at most width columns, cut between two characters
// and with tail at its end where it is cut; empty where not even that has room.
func truncated(s string, width int, tail string) string {
	if stringWidth(s) <= width {
		return s
	}
	width -= stringWidth(tail)
	if width < 0 {
		return ""
	}
	end := 0
	for g := displaywidth.StringGraphemes(s); g.Next() && g.Width() <= width; {
		width -= g.Width()
		end += len(g.Value())
	}
	return s[:end] + tail
}

// linked makes s a hyperlink of a terminal (OSC 8). The address must hold no
// control characters.
func linked(s, url string) string { return "\x1b]8;;" + url + "\x07" + s + "\x1b]8;;\x07" }
