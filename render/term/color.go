package term

import (
	"strings"

	"github.com/po-backlog/po/render"
)

// When says when to colour.
type When uint8

// The values of --color.
const (
	Auto When = iota
	Always
	Never
)

// ParseWhen reads a value of --color: auto, always or never. False: none of
// them.
func ParseWhen(s string) (When, bool) {
	switch s {
	case "auto":
		return Auto, true
	case "always":
		return Always, true
	case "never":
		return Never, true
	}
	return Auto, false
}

// Colored decides whether a stream is coloured. The first that speaks wins:
// the flag, NO_COLOR, CLICOLOR_FORCE, CLICOLOR=0, TERM=dumb, and last whether
// the stream is a terminal.
func Colored(when When, terminal bool, lookup func(string) (string, bool)) bool {
	if when != Auto {
		return when == Always
	}
	if v, _ := lookup("NO_COLOR"); v != "" {
		return false
	}
	if v, set := lookup("CLICOLOR_FORCE"); set && v != "0" {
		return true
	}
	if v, _ := lookup("CLICOLOR"); v == "0" {
		return false
	}
	if v, _ := lookup("TERM"); v == "dumb" {
		return false
	}
	return terminal
}

// style is a set of the few attributes that are used: the reader's theme keeps
// its contrast, so there are no other colours and no backgrounds.
type style uint8

const (
	bold style = 1 << iota
	faint
	italic
	red
	green
	yellow
	cyan
)

// styleOf returns the look of a tone.
func styleOf(t render.Tone) style {
	switch t {
	case render.Strong:
		return bold
	case render.Dim:
		return faint
	case render.Good, render.Came:
		return green
	case render.Warn:
		return yellow
	case render.Bad, render.Gone:
		return red
	}
	return 0
}

// sequence returns the escape sequence that turns s on; "" for no style.
func (s style) sequence() string {
	if s == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("\x1b[")
	for i, code := range [...]string{"1", "2", "3", "31", "32", "33", "36"} {
		if s&(1<<i) == 0 {
			continue
		}
		if b.Len() > 2 {
			b.WriteByte(';')
		}
		b.WriteString(code)
	}
	b.WriteByte('m')
	return b.String()
}

// plain ends every style.
const plain = "\x1b[m"

// paint returns s in a style, or s itself where there is no colour.
func (o Options) paint(s string, st style) string {
	if !o.Color || st == 0 || s == "" {
		return s
	}
	return st.sequence() + s + plain
}
