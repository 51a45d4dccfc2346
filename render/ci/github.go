package ci

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/po-backlog/po/backlog/check"
	"github.com/po-backlog/po/render"
)

// shownByHost is how many annotations of each level GitHub shows of a step; it drops the rest in silence.
const shownByHost = 10

// GitHub writes findings as workflow commands, which GitHub shows at the lines of a pull request. Of each level it shows ten; the
// others are plain lines.
func GitHub(w io.Writer, r Report) error {
	out := bufio.NewWriter(w)
	var shown [check.Error + 1]int
	var more []check.Finding
	for _, f := range r.Found {
		if shown[f.Level]++; shown[f.Level] > shownByHost {
			more = append(more, f)
			continue
		}
		fmt.Fprintf(out, "::%s file=%s%s,title=%s::%s\n", command(f.Level), property(r.file(f.Pos.Path)), r.lines(f), property(f.Rule), data(message(f)))
	}
	if len(more) > 0 {
		fmt.Fprintf(out, "%d more below\n", len(more))
	}
	for _, f := range more {
		at := f.Pos
		at.Path = r.file(at.Path)
		fmt.Fprintln(out, render.Disarm(fmt.Sprintf("%s: %s: %s [%s]", at, f.Level, render.Clean(f.Message), f.Rule)))
	}
	return out.Flush()
}

// lines are the properties that say where a finding is; none for a file as a whole.
func (r Report) lines(f check.Finding) string {
	if f.Pos.Line == 0 {
		return ""
	}
	end := max(f.End.Line, f.Pos.Line)
	text := fmt.Sprintf(",line=%d,endLine=%d", f.Pos.Line, end)
	if f.Pos.Column > 0 {
		text += fmt.Sprintf(",col=%d", f.Pos.Column)
	}
	return text
}

// command is the workflow command of a level.
func command(l check.Level) string {
	if l == check.Hint {
		return "notice"
	}
	return l.String()
}

// data escapes the text of a workflow command.
func data(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

// property escapes a property of a workflow command.
func property(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace(s)
}
