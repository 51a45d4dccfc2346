package backlog

import (
	"strconv"
	"strings"

	"github.com/po-backlog/po/backlog/internal/doc"
)

// ReadyLine is one line of the Definition of Ready, judged for one item.
type ReadyLine struct {
	// Name is the line's name under ready: in po.yaml: text, benefit, criteria,
	// points, dependencies, questions or unblocked. The rule ready.NAME reports it.
	Name string
	// Setting is what po.yaml asks of the line: on, or a number.
	Setting string
	// OK reports whether the item passes.
	OK bool
	// Why says in a few words what was found: "no criteria", "13 points, at most 8".
	Why string
}

// Readiness judges an item by the Definition of Ready of po.yaml, line by line;
// lines that are off are left out. Epics are containers and have no lines.
func (b *Backlog) Readiness(it Item) []ReadyLine {
	story, _ := it.Story()
	return b.ReadinessOf(it, story, len(it.Criteria()))
}

// Missing names the lines of the Definition of Ready that an item fails, in the
// order of po.yaml's documentation.
func (b *Backlog) Missing(it Item) []string {
	var names []string
	for _, line := range b.Readiness(it) {
		if !line.OK {
			names = append(names, line.Name)
		}
	}
	return names
}

// ReadinessOf is [Backlog.Readiness] for a caller that has read the story and
// counted the criteria already.
func (b *Backlog) ReadinessOf(it Item, story Sentence, criteria int) []ReadyLine {
	if it.Type == Epic {
		return nil
	}
	set := b.cfg.Ready
	lines := make([]ReadyLine, 0, 7)
	add := func(on bool, name, setting string, ok bool, why string) {
		if on {
			lines = append(lines, ReadyLine{name, setting, ok, why})
		}
	}
	ok, why := it.textReady(story, criteria)
	add(set.Text, "text", "on", ok, why)
	ok, why = b.benefitReady(it, story)
	add(set.Benefit, "benefit", "on", ok, why)
	add(set.Criteria > 0, "criteria", strconv.Itoa(set.Criteria), criteria >= set.Criteria, criteriaFound(criteria, set.Criteria))
	if set.Points.IsSet() || set.PointsOn {
		ok, why = b.pointsReady(it)
		add(true, "points", b.pointsSetting(), ok, why)
	}
	if set.Dependencies {
		ok, why = b.dependenciesReady(it)
		add(true, "dependencies", "on", ok, why)
	}
	if set.Questions {
		ok, why = it.questionsReady()
		add(true, "questions", "on", ok, why)
	}
	if set.Unblocked {
		ok, why = it.unblockedReady()
		add(true, "unblocked", "on", ok, why)
	}
	return lines
}

// textReady judges the text by the item's type.
func (it Item) textReady(story Sentence, criteria int) (bool, string) {
	body := it.Body()
	switch it.Type {
	case Bug:
		if criteria > 0 || containsFold(body, "steps") || containsFold(body, "expected") {
			return true, "says what is expected"
		}
		return false, "no steps, nothing expected"
	case Spike:
		question := strings.Contains(body, "?") || containsFold(body, "question")
		switch box := hasTimeBox(body); {
		case question && box:
			return true, "a question and a time-box"
		case question:
			return false, "no time-box"
		case box:
			return false, "no question"
		}
		return false, "no question and no time-box"
	case Enabler:
		if strings.TrimSpace(body) == "" {
			return false, "no text"
		}
		return true, "has a text"
	}
	switch {
	case story.IsStory():
		return true, "role and means"
	case story.Role.IsSet():
		return false, "no means"
	case story.Means.IsSet():
		return false, "no role"
	}
	return false, "no role and no means"
}

// hasTimeBox reports whether a text names a time-box: the word, or a number of
// days or hours.
func hasTimeBox(text string) bool {
	if containsFold(text, "timebox") || containsFold(text, "time-box") {
		return true
	}
	for i := 0; i < len(text); {
		_, n := leadingDigits(text[i:])
		if n == 0 {
			i++
			continue
		}
		i += n
		rest := strings.TrimLeft(text[i:], " \t-")
		for _, unit := range [...]string{"day", "hour"} {
			if len(rest) >= len(unit) && strings.EqualFold(rest[:len(unit)], unit) {
				return true
			}
		}
	}
	return false
}

// benefitReady judges whether it is known what the item is good for.
func (b *Backlog) benefitReady(it Item, story Sentence) (bool, string) {
	switch {
	case it.Type == Bug || it.Type == Spike:
		return true, "not asked of a " + string(it.Type)
	case story.Ends.IsSet():
		return true, "says what for"
	case b.GoalOf(it) != "":
		return true, "serves " + string(b.GoalOf(it))
	case it.Value.IsSet():
		return true, "value " + it.Value.String()
	case it.scored():
		return true, "has a score"
	}
	return false, `no "so that", goal, value or score`
}

// HasBenefit reports whether the item says what it is good for: by the ends of its
// story, its goal, its value or inputs of a score.
func (b *Backlog) HasBenefit(it Item, story Sentence) bool {
	return story.Ends.IsSet() || it.Value.IsSet() || b.GoalOf(it) != "" || it.scored()
}

// GoalOf is the goal that the item serves: its own, else its epic's, else its
// release's; empty when none is named.
func (b *Backlog) GoalOf(it Item) ID {
	if it.Goal != "" {
		return it.Goal
	}
	if it.Epic != "" {
		if epic := b.lookup(it.Epic); epic != nil && epic.item != nil && epic.item.Goal != "" {
			return epic.item.Goal
		}
	}
	if it.Release != "" {
		if release := b.lookup(it.Release); release != nil && release.record != nil {
			return ID(release.get("goal").Text)
		}
	}
	return ""
}

// scored reports whether the item has inputs of a scoring method.
func (it Item) scored() bool {
	return len(it.f.scoreInputs(&doc.Scanner{}).Map) > 0
}

func criteriaFound(n, want int) string {
	switch {
	case n == 0:
		return "no criteria"
	case n < want:
		return strconv.Itoa(n) + " of " + strconv.Itoa(want) + " criteria"
	case n == 1:
		return "1 criterion"
	}
	return strconv.Itoa(n) + " criteria"
}

func (b *Backlog) pointsSetting() string {
	if b.cfg.Ready.Points.IsSet() {
		return b.cfg.Ready.Points.String()
	}
	return "on"
}

// pointsReady judges the size. Without points an item passes as long as no item of
// the backlog has any, unless the setting is on.
func (b *Backlog) pointsReady(it Item) (bool, string) {
	most := b.cfg.Ready.Points
	switch {
	case it.Points.IsSet() && most.IsSet() && most.Less(it.Points):
		return false, it.Points.String() + " points, at most " + most.String()
	case it.Points.IsSet():
		return true, it.Points.String() + " points"
	case !b.cfg.Ready.PointsOn && !b.sized():
		return true, "nothing is sized"
	}
	return false, "no points"
}

// dependenciesReady judges whether what the item depends on is finished, or will be
// by the order and the sprints. An item without a place in the order passes.
func (b *Backlog) dependenciesReady(it Item) (bool, string) {
	if !it.Priority.IsSet() {
		return true, "not in the order yet"
	}
	var open []string
	for _, id := range it.DependsOn {
		if dep := b.lookup(id); dep == nil || dep.item == nil || !b.before(dep.item, it) {
			open = append(open, string(id))
		}
	}
	if len(open) > 0 {
		return false, "waits for " + strings.Join(open, ", ")
	}
	return true, "none open"
}

// before reports whether dep is finished, or will be before it by the order and,
// when it has a sprint, by the sprints.
func (b *Backlog) before(dep *Item, it Item) bool {
	switch {
	case dep.category == Finished || dep.category == Closed:
		return true
	case dep.category == Dropped || !dep.Priority.IsSet():
		return false
	}
	if c := dep.Priority.Cmp(it.Priority.Decimal); c > 0 || c == 0 && Compare(dep.ID, it.ID) >= 0 {
		return false
	}
	return it.Sprint == "" || dep.Sprint == it.Sprint || b.sprintStart(dep.Sprint).before(b.sprintStart(it.Sprint))
}

// sprintStart is the first day of a sprint; unset when that is not known.
func (b *Backlog) sprintStart(id ID) Day {
	sprint := b.lookup(id)
	if sprint == nil || sprint.record == nil {
		return 0
	}
	return sprint.record.Date("start").Day(b.cfg.Timezone)
}

// before reports whether both days are known and d is the earlier one.
func (d Day) before(e Day) bool { return d != 0 && e != 0 && d < e }

// questionsReady judges whether everything is answered: no TBD, TODO or ??? in the
// text, no open box under Questions or Open questions.
func (it Item) questionsReady() (bool, string) {
	if n := len(it.OpenQuestions()); n > 0 {
		return false, strconv.Itoa(n) + plural(n, " open question", " open questions")
	}
	for _, text := range [...]string{it.Title, it.Body()} {
		for _, mark := range [...]string{"TBD", "TODO", "???"} {
			if holdsWord(text, mark) {
				return false, mark + " in the text"
			}
		}
	}
	return true, "none open"
}

// holdsWord reports whether mark stands in text and is no part of a longer word.
func holdsWord(text, mark string) bool {
	for from := 0; ; {
		i := strings.Index(text[from:], mark)
		if i < 0 {
			return false
		}
		i += from
		from = i + len(mark)
		if mark[0] == '?' || (i == 0 || !isWordRune(rune(text[i-1]))) && (from == len(text) || !isWordRune(rune(text[from]))) {
			return true
		}
	}
}

func (it Item) unblockedReady() (bool, string) {
	if it.Blocked == nil {
		return true, "not blocked"
	}
	if it.Blocked.Reason == "" {
		return false, "blocked"
	}
	return false, "blocked: " + it.Blocked.Reason
}

func plural(n int, one, more string) string {
	if n == 1 {
		return one
	}
	return more
}

// containsFold reports whether text holds the lower-case ASCII word, in any case.
func containsFold(text, word string) bool {
	for i := 0; i+len(word) <= len(text); i++ {
		if text[i]|0x20 == word[0] && strings.EqualFold(text[i:i+len(word)], word) {
			return true
		}
	}
	return false
}
