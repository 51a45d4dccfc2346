package check

import (
	"fmt"

	"github.com/po-backlog/po/backlog"
)

// Level says how serious a finding is.
type Level uint8

// The levels, rising. Off switches a rule off.
const (
	Off     Level = iota
	Hint          // worth a look
	Warning       // very likely a mistake
	Error         // a file or reference does not mean what it should
)

// String is the word used in po.yaml and in every output.
func (l Level) String() string {
	switch l {
	case Hint:
		return "hint"
	case Warning:
		return "warning"
	case Error:
		return "error"
	}
	return "off"
}

// ParseLevel reads the word that String gives.
func ParseLevel(word string) (Level, bool) {
	for l := Off; l <= Error; l++ {
		if l.String() == word {
			return l, true
		}
	}
	return Off, false
}

// Need is what a rule must be given beside the snapshot. A rule whose need is not met
// does not run.
type Need uint8

// The needs, which may be combined.
const (
	NeedToday    Need = 1 << iota // Options.Today
	NeedHistory                   // Options.History
	NeedSince                     // Options.History with commits after --since
	NeedForecast                  // Options.Forecast
	NeedEarlier                   // Options.Earlier
)

// Rule is one rule: a value in the table that [Rules] returns.
type Rule struct {
	// Name is the one name of the rule in every format, in po.yaml and in reasons to
	// ignore it: group, point, word.
	Name string
	// Level is the default level of its findings; Off for a rule that is off until
	// po.yaml gives it a level.
	Level Level
	// Doc explains it: a title without capital or full stop, a blank line, prose.
	Doc string
	// Needs is what it must be given.
	Needs Need
	// Reach adds to a focus the files about which the rule can tell something else after
	// a change that they have no part in; [Near] where there are none but those that name
	// what changed. Nil is a rule that may look at anything: with it, [Compare] judges all.
	Reach func(*Focus)
	// Past reports whether Options.History can tell the rule anything about the files that
	// changed; see [NeedsHistory]. Nil means that it asks for nothing but its Needs.
	Past func(*Focus) bool
	// Check looks at whatever it wants and reports to the pass.
	Check func(*Pass)
}

// Finding is one thing that a rule has found.
type Finding struct {
	Rule  string
	Level Level
	ID    backlog.ID // of the item or record; empty for other files
	// Pos is where it stands, relative to the backlog's folder; End is where it ends,
	// zero when only the place is known.
	Pos, End backlog.Position
	// Field is the key, criteria, body or column that it is about; may be empty.
	Field string
	// Message says what is wrong, in lower case without a full stop.
	Message string
	// Fix is the next step; never nil in the result of [Run].
	Fix *Fix

	about string // text of the criterion, where one is meant
	from  subject
}

// Fix is the next step after a finding.
type Fix struct {
	// Message is a command to type, or what to do in a few words.
	Message string
	// Edit makes the repair; nil where it takes a person.
	Edit backlog.Edit
}

// Next says what to do about the finding, as a command or in a few words.
func (f *Finding) Next(format string, args ...any) *Finding {
	f.Fix = &Fix{Message: fmt.Sprintf(format, args...)}
	return f
}

// Repair says what to do and how po check --fix does it.
func (f *Finding) Repair(edit backlog.Edit, format string, args ...any) *Finding {
	f.Fix = &Fix{Message: fmt.Sprintf(format, args...), Edit: edit}
	return f
}

// At places the finding.
func (f *Finding) At(pos backlog.Position) *Finding {
	f.Pos = pos
	return f
}

// About names the criterion that the finding is about.
func (f *Finding) About(criterion string) *Finding {
	f.about = criterion
	return f
}

// Options are what a run knows beside the snapshot.
type Options struct {
	// Rules are the rules to run; nil means [Rules].
	Rules []Rule
	// Today is the day by which dates are judged; rules about dates do not run
	// without it.
	Today backlog.Day
	// Base is the snapshot of --since: findings in files that changed since then come
	// first within their level.
	Base *backlog.Backlog
	// History is what Git knows; nil when it was not asked.
	History *History
	// Committed is the snapshot of the last commit where the history behind it is whole; nil
	// when that was not asked for. See [Ask].
	Committed *backlog.Backlog
	// Earlier is the snapshot of the last commit that is older than [StaleDays] before
	// Today; nil when there is none, or it was not asked for. See [Ask].
	Earlier *backlog.Backlog
	// Worked tells who worked on an item last up to Base; false where nobody did. Nil when that
	// is not known. It is asked only about items that a policy guards.
	Worked func(item backlog.ID) (Work, bool)
	// Forecast is the day by which a release is finished at 85 %; nil when no forecast
	// is made, false when there are too few data.
	Forecast func(release backlog.ID) (backlog.Day, bool)
}

// History is what Git knows about the backlog.
type History struct {
	// Revisions are the commits that changed it, oldest first, as far as they are known.
	Revisions []backlog.Revision
	// Since is the index of the first revision after --since; −1 without --since.
	Since int
	// Signed holds the hashes of the revisions that carry a signature.
	Signed map[string]bool
}

// Levels returns the level of every rule by the settings of po.yaml, by name. A
// setting of the rule itself wins over one of its group; of equals the later one.
func Levels(c *backlog.Config, rules []Rule) map[string]Level {
	levels := make(map[string]Level, len(rules))
	for _, r := range rules {
		levels[r.Name] = r.Level
		if level, ok := configured(c, r.Name); ok {
			levels[r.Name] = level
		}
	}
	return levels
}

// configured is the level that po.yaml gives a rule or its group.
func configured(c *backlog.Config, name string) (Level, bool) {
	level, found, exact := Off, false, false
	for _, s := range c.Check {
		l, ok := ParseLevel(s.Level)
		if !ok || s.Level == "" {
			continue
		}
		switch {
		case s.Rule == name:
			level, found, exact = l, true, true
		case !exact && inGroup(name, s.Rule):
			level, found = l, true
		}
	}
	return level, found
}

// inGroup reports whether a pattern such as story.* or score.wsjf.* covers a rule.
func inGroup(name, pattern string) bool {
	n := len(pattern) - len("*")
	return n > 0 && pattern[n:] == "*" && pattern[n-1] == '.' && len(name) >= n && name[:n] == pattern[:n]
}

// wordsFor collects what po.yaml adds to and takes from a rule's word list.
func wordsFor(c *backlog.Config) func(rule string) []string {
	return func(rule string) []string {
		var words []string
		for _, s := range c.Check {
			if s.Rule == rule {
				words = append(words, s.Words...)
			}
		}
		return words
	}
}
