package main

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// questions are what a reviewer asks.
func questions() []string {
	return []string{"new", "left", "moved", "bigger", "criteria", "not ready", "plan"}
}

// complaints holds the answers that a comment gives to those that are expected, "question: words of the answer" or
// "question: none": every answer that is expected is in the comment, and the comment gives no other.
func complaints(comment string, answers []string) []string {
	found, expected := answersIn(comment), map[string][]string{}
	var list []string
	for _, line := range answers {
		question, answer, _ := strings.Cut(line, ": ")
		expected[question] = append(expected[question], answer)
	}
	for _, question := range questions() {
		want := expected[question]
		if len(want) == 0 {
			list = append(list, question+": nobody answers")
		}
		if slices.Equal(want, []string{"none"}) {
			want = nil
		}
		open := slices.Clone(found[question])
		for _, answer := range want {
			at := slices.IndexFunc(open, func(said string) bool { return strings.Contains(said, answer) })
			if at < 0 {
				list = append(list, fmt.Sprintf("%s: %q is not in the comment, but %q", question, answer, open))
				continue
			}
			open = slices.Delete(open, at, at+1)
		}
		for _, said := range open {
			list = append(list, fmt.Sprintf("%s: the comment says %q, which nobody expects", question, said))
		}
	}
	return list
}

// answersIn reads all that a comment says to each question, as a reviewer does who knows its layout: effects and problems under
// the headline, a row for each item, and the details below.
func answersIn(comment string) map[string][]string {
	found := map[string][]string{}
	details := ""                                                                // the title of those that a line stands in
	for line := range strings.Lines(strings.ReplaceAll(comment, "\u200b", "")) { // what keeps #3 from being read as an issue
		line = strings.TrimRight(line, "\\\n")
		if title, ok := strings.CutPrefix(line, "<details><summary>"); ok {
			details = strings.TrimSuffix(title, "</summary>")
			continue
		}
		switch cells := strings.SplitN(line, " | ", 2); {
		case line == "</details>":
			details = ""
		case details != "":
			answerDetail(found, details, line)
		case strings.HasPrefix(line, "| ") && len(cells) == 2:
			answerRow(found, strings.TrimPrefix(cells[0], "| "), strings.Split(strings.TrimSuffix(cells[1], " |"), " · "))
		default:
			answerHead(found, line)
		}
	}
	return found
}

// answerHead reads a line above the rows.
func answerHead(found map[string][]string, line string) {
	say := func(question string) { found[question] = append(found[question], line) }
	if regexp.MustCompile(`^[SRG]-[0-9]+ .*: `).MatchString(line) {
		say("plan")
		if grows(regexp.MustCompile(`: ([0-9.]+) → \*\*([0-9.]+)\*\* (?:points?|items?)\b`).FindStringSubmatch(line)) {
			say("bigger")
		}
	}
	if strings.HasPrefix(line, "Not ready now: ") || strings.Contains(line, ": ready although ") {
		say("not ready")
	}
}

// answerRow reads the facts about one item.
func answerRow(found map[string][]string, item string, facts []string) {
	for _, fact := range facts {
		say := func(question string) { found[question] = append(found[question], item+" | "+fact) }
		switch {
		case strings.HasPrefix(fact, "**added**"), strings.HasPrefix(fact, "**split** into "):
			say("new")
		case fact == "**removed**", strings.HasPrefix(fact, "status ") && strings.Contains(fact, " → `dropped`"):
			say("left")
		case strings.HasPrefix(fact, "**unreadable**"):
			say("not ready")
		case strings.HasPrefix(fact, "criteria "):
			say("criteria")
		}
		points := regexp.MustCompile(`^points (unset|[0-9.]+) → \*\*([0-9.]+)\*\*`).FindStringSubmatch(fact)
		if grows(points) || regexp.MustCompile(`^criteria .*\+[0-9]`).MatchString(fact) {
			say("bigger")
		}
	}
}

// answerDetail reads a line of the details.
func answerDetail(found map[string][]string, title, line string) {
	switch {
	case line == "":
	case strings.HasPrefix(title, "Order: "):
		found["moved"] = append(found["moved"], strings.Split(line, " · ")...)
	case strings.HasSuffix(title, ": acceptance criteria"), strings.HasSuffix(title, ": text") && strings.HasPrefix(line, "+ - ["):
		id, _, _ := strings.Cut(title, ":")
		found["criteria"] = append(found["criteria"], id+" "+line)
	}
}

// grows compares the two numbers that were found; what was unset was nothing.
func grows(found []string) bool {
	if found == nil {
		return false
	}
	was, ok := new(big.Rat).SetString(found[1])
	if !ok {
		was = new(big.Rat)
	}
	is, ok := new(big.Rat).SetString(found[2])
	return ok && is.Cmp(was) > 0
}

// Each kind of line answers the questions that it should, and its neighbours do not.
func TestAnswersIn(t *testing.T) {
	t.Parallel()
	details := func(title, line string) string {
		return "<details><summary>" + title + "</summary>\n\n" + line + "\n\n</details>\n"
	}
	type answers = map[string][]string
	for line, want := range map[string]answers{
		"### Backlog: 5 moved\n":                                       {},
		"| Item | What changed |\n|---|---|\n":                         {},
		"| SH-1 A | **added** at #\u200b3 · 5 points |\n":              {"new": {"SH-1 A | **added** at #3"}},
		"| SH-1 A | **split** into SH-2 B |\n":                         {"new": {"SH-1 A | **split** into SH-2 B"}},
		"| SH-1 A | **removed** |\n":                                   {"left": {"SH-1 A | **removed**"}},
		"| SH-1 A | status `ready` → `dropped` |\n":                    {"left": {"SH-1 A | status `ready` → `dropped`"}},
		"| SH-1 A | status `dropped` → `ready` |\n":                    {},
		"| SH-1 A | **unreadable** after the change · x:1:1: a |\n":    {"not ready": {"SH-1 A | **unreadable** after the change"}},
		"| SH-1 A | points 3 → **5** |\n":                              {"bigger": {"SH-1 A | points 3 → **5**"}},
		"| SH-1 A | points 9 → **10** (mara: 9, jan: 10) |\n":          {"bigger": {"SH-1 A | points 9 → **10** (mara: 9, jan: 10)"}},
		"| SH-1 A | points unset → **5** |\n":                          {"bigger": {"SH-1 A | points unset → **5**"}},
		"| SH-1 A | points 5 → **3** |\n":                              {},
		"| SH-1 A | points 5 → **unset** |\n":                          {},
		"| SH-1 A | criteria −1, 1 reworded |\n":                       {"criteria": {"SH-1 A | criteria −1, 1 reworded"}},
		"| SH-1 A | value 1 → **2** · criteria +1 |\n":                 {"criteria": {"SH-1 A | criteria +1"}, "bigger": {"SH-1 A | criteria +1"}},
		"Not ready now: SH-4 (dependencies)\n":                         {"not ready": {"Not ready now: SH-4 (dependencies)"}},
		"**1 problem:** SH-4: ready although 13 points, at most 8\n":   {"not ready": {"**1 problem:** SH-4: ready although 13 points, at most 8"}},
		"**1 problem:** SH-4 stands before SH-2\n":                     {},
		"R-1 Pilot: 26 → **31** points\\\n":                            {"plan": {"R-1 Pilot: 26 → **31** points"}, "bigger": {"R-1 Pilot: 26 → **31** points"}},
		"R-1 Pilot: 0 → **1** item\n":                                  {"plan": {"R-1 Pilot: 0 → **1** item"}, "bigger": {"R-1 Pilot: 0 → **1** item"}},
		"R-1 Pilot: 31 → **26** points\n":                              {"plan": {"R-1 Pilot: 31 → **26** points"}},
		"R-1 Pilot: accepted 27 → **32** of 37 points\n":               {"plan": {"R-1 Pilot: accepted 27 → **32** of 37 points"}},
		details("Order: 1 item moved", "A #\u200b2 → #\u200b1 (mara)"): {"moved": {"A #2 → #1 (mara)"}},
		details("SH-1: acceptance criteria", "- added: A"):             {"criteria": {"SH-1 - added: A"}},
		details("SH-1: text", "+ - [ ] A"):                             {"criteria": {"SH-1 + - [ ] A"}},
		details("SH-1: text", "+ As a reader"):                         {},
		details("1 hint", "- SH-1: 13 points are above the limit"):     {},
	} {
		if diff := cmp.Diff(want, answersIn(line)); diff != "" {
			t.Errorf("%s(-want +got):\n%s", line, diff)
		}
	}
}

// An answer of none is one that could be otherwise: what any other comment says to the question is found where it stands in this
// comment. And an answer is one that could be missed: without any line that answers something somebody complains.
func TestReviewAnswersCanFail(t *testing.T) {
	t.Parallel()
	answered := map[string]int{} // how many comments answer a question
	for _, name := range pairNames() {
		p := readPair(t, name)
		for _, other := range pairNames() {
			o := readPair(t, other)
			for question := range answersIn(o.want) {
				if !complain(complaints(p.want+o.want, p.answers), question) {
					t.Errorf("%s: with what %s says to %q nobody complains", name, other, question)
				}
			}
		}
		all := answersIn(p.want)
		for question := range all {
			answered[question]++
		}
		for line := range strings.Lines(p.want) {
			without := strings.Replace(p.want, line, "", 1)
			if !cmp.Equal(answersIn(without), all) && len(complaints(without, p.answers)) == 0 {
				t.Errorf("%s: without %q nobody complains", name, line)
			}
		}
	}
	for _, question := range questions() {
		if answered[question] == 0 || answered[question] == len(pairNames()) {
			t.Errorf("%s: %d of %d comments answer it", question, answered[question], len(pairNames()))
		}
	}
}

func complain(list []string, question string) bool {
	return slices.ContainsFunc(list, func(c string) bool { return strings.HasPrefix(c, question+": ") })
}
