package backlog_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
)

// mergeChecklist is a story of three criteria at its end.
const mergeChecklist = "---\nid: VS-12\nstatus: ready\ntitle: Student discount\n---\nAs a student, I want a cheaper fare.\n\n## Acceptance criteria\n\n" + boxA + boxB + boxC

const (
	boxA = "- [ ] The fare is lower for students\n"
	boxB = "- [ ] Proof of study is asked for once\n"
	boxC = "- [ ] Receipts name the discount\n"
	boxD = "- [ ] Somebody else rides for the full price\n"
	boxE = "- [ ] Holidays change nothing\n"
)

func ticked(box string) string { return strings.Replace(box, "[ ]", "[x]", 1) }

// longer is a box that is reworded.
func longer(box, words string) string { return strings.TrimSuffix(box, "\n") + " " + words + "\n" }

// Criteria merge one by one, whatever is around them.
func TestMergeCriteria(t *testing.T) {
	t.Parallel()
	const all = boxA + boxB + boxC
	loose := []string{all, boxA + "\n" + boxB + "\n" + boxC}
	for _, r := range []mergeRule{
		{"reworded here, ticked there, and the other way round", nil, []string{boxA, longer(boxA, "by half"), boxB, ticked(boxB)}, []string{boxA, ticked(boxA), boxB, longer(boxB, "a year")},
			[]string{boxA, ticked(longer(boxA, "by half")), boxB, ticked(longer(boxB, "a year"))}, nil},
		{"unticked here, reworded there", []string{boxA, ticked(boxA)}, []string{"[x]", "[ ]"}, []string{"students", "all students"}, []string{ticked(boxA), strings.Replace(boxA, "students", "all students", 1)}, nil},
		{"plain entries gain a box", []string{boxA, "- The fare is lower for students\n"}, []string{"for students", "for all students"}, []string{"- The", "- [x] The"}, []string{"- The fare is lower for students", "- [x] The fare is lower for all students"}, nil},
		{"what is nested goes with it", []string{boxA, boxA + "  a card is enough\n"}, []string{boxA, ticked(boxA)}, []string{"a card", "a photo"}, []string{boxA, ticked(boxA), "a card", "a photo"}, nil},
		{"what is nested clashes", []string{boxA, boxA + "  - a card is enough\n"}, []string{"a card", "a photo"}, []string{"a card", "a letter"},
			[]string{boxA + "  - a card is enough\n", conflict(boxA+"  - a photo is enough\n", boxA+"  - a letter is enough\n")}, []string{"criteria"}},
		{"two clash: one word for both", nil, []string{boxA, longer(boxA, "by half"), boxC, longer(boxC, "in full")}, []string{boxA, longer(boxA, "by a third"), boxC, longer(boxC, "at the end")},
			[]string{boxA, conflict(longer(boxA, "by half"), longer(boxA, "by a third")), boxC, conflict(longer(boxC, "in full"), longer(boxC, "at the end"))}, []string{"criteria"}},
		{"reworded here, removed there", nil, []string{boxA, longer(boxA, "by half")}, []string{boxA, ""}, []string{boxA, conflict(longer(boxA, "by half"), "")}, []string{"criteria"}},
		{"removed here, reworded there", nil, []string{boxA, ""}, []string{boxA, longer(boxA, "by half")}, []string{boxA, conflict("", longer(boxA, "by half"))}, []string{"criteria"}},
		{"removed by both", nil, []string{boxA, "", boxB, ticked(boxB)}, []string{boxA, "", boxC, ticked(boxC)}, []string{boxA, "", boxB, ticked(boxB), boxC, ticked(boxC)}, nil},
		{"theirs moves, ours ticks", nil, []string{boxA, ticked(boxA)}, []string{all, boxC + boxA + boxB}, []string{all, boxC + ticked(boxA) + boxB}, nil},
		{"both move", nil, []string{all, boxB + boxA + boxC}, []string{all, boxA + boxC + boxB}, []string{all, boxB + boxA + boxC}, nil},
		{"added where each of them put it", nil, []string{boxA, boxD + boxA}, []string{boxB, boxB + boxE}, []string{boxA, boxD + boxA, boxB, boxB + boxE}, nil},
		{"added by theirs at the top", nil, []string{boxB, ticked(boxB)}, []string{boxA, boxE + boxA}, []string{boxA, boxE + boxA, boxB, ticked(boxB)}, nil},
		{"added at one place: ours first", nil, []string{boxB, boxB + boxD}, []string{boxB, boxB + boxE}, []string{boxB, boxB + boxD + boxE}, nil},
		{"added to a loose list", loose, []string{boxA, ticked(boxA)}, []string{boxC, boxC + "\n" + boxE}, []string{boxA, ticked(boxA), boxC, boxC + "\n" + boxE}, nil},
		{"ours makes the list loose", nil, loose, []string{boxA, longer(boxA, "by half"), boxB, longer(boxB, "a year"), boxC, boxC + boxE}, []string{all, longer(boxA, "by half") + "\n" + longer(boxB, "a year") + "\n" + boxC + "\n" + boxE}, nil},
		{"theirs makes the list loose and moves", nil, []string{boxA, ticked(boxA)}, []string{all, boxC + "\n" + boxA + "\n" + boxB}, []string{all, boxC + ticked(boxA) + boxB}, nil},
		{"theirs moves: the gaps stay where they are", []string{boxC, "\n" + boxC}, []string{boxA, ticked(boxA)}, []string{boxA + boxB + "\n" + boxC, boxC + boxA + "\n" + boxB}, []string{boxA + boxB + "\n" + boxC, boxC + ticked(boxA) + "\n" + boxB}, nil},
		{"another bullet", nil, []string{boxB, ticked(boxB)}, []string{boxC, boxC + strings.Replace(boxE, "-", "*", 1)}, []string{boxB, ticked(boxB), boxC, boxC + boxE}, nil},
		{"something else in the section", []string{boxB, "\nFor riders abroad:\n\n" + boxB}, []string{boxA, ticked(boxA)}, []string{"riders abroad", "guests"}, []string{boxA, ticked(boxA), "riders abroad", "guests"}, nil},
		{"one of theirs would be nested in one of ours", nil, []string{boxA, ticked(boxA)}, []string{all, "  " + boxA + "  " + boxB + "  " + boxC + "  " + boxE},
			[]string{all, conflict(ticked(boxA)+boxB+boxC, "  "+boxA+"  "+boxB+"  "+boxC+"  "+boxE)}, []string{"body"}},
		{"numbered", []string{all, "1. fares\n2. proofs\n3. receipts\n"}, []string{"3. receipts\n", "3. receipts\n4. guests\n"}, []string{"1. fares", "1. fares for students"},
			[]string{"1. fares", "1. fares for students", "3. receipts\n", "3. receipts\n4. guests\n"}, nil},
		{"no line end at the end", []string{boxC, strings.TrimSuffix(boxC, "\n")}, []string{boxA, ticked(boxA)}, []string{boxB, ticked(boxB)}, []string{boxA, ticked(boxA), boxB, ticked(boxB)}, nil},
		{"added behind no line end", []string{boxC, strings.TrimSuffix(boxC, "\n")}, []string{boxA, ticked(boxA)}, []string{strings.TrimSuffix(boxC, "\n"), boxC + strings.TrimSuffix(boxE, "\n")},
			[]string{boxA, ticked(boxA), strings.TrimSuffix(boxC, "\n"), boxC + strings.TrimSuffix(boxE, "\n")}, nil},
	} {
		r.test(t, mergeChecklist, backlog.MergeOptions{Path: mergeItem})
	}
}

// A list that both sides began is one list; the same text is once in it.
func TestMergeBegunCriteria(t *testing.T) {
	t.Parallel()
	const heading = "\n## Acceptance criteria\n\n"
	none := []string{heading + boxA + boxB + boxC, ""}
	begun := func(list string) []string { return []string{"cheaper fare.\n", "cheaper fare.\n" + heading + list} }
	for _, r := range []mergeRule{
		{"one each", none, begun(boxA), begun(boxB), begun(boxA + boxB), nil},
		{"the same, one ticked", none, begun(boxA + boxB), begun(ticked(boxB) + boxC), begun(boxA + ticked(boxB) + boxC), nil},
		{"ours loose", none, begun(boxA + "\n" + boxB), begun(boxC), begun(boxA + "\n" + boxB + "\n" + boxC), nil},
		{"ours with stars", none, begun(strings.ReplaceAll(boxA, "-", "*")), begun(boxC), begun(strings.ReplaceAll(boxA+boxC, "-", "*")), nil},
		{"ours alone", none, begun(boxA), []string{"title: Student discount", "title: Discount"}, append(begun(boxA), "title: Student discount", "title: Discount"), nil},
		{"theirs alone, loose", append([]string{"---\nAs", "---\nHello.\n\nAs"}, none...), []string{"Hello", "Welcome"}, begun(boxA + "\n" + boxB),
			append([]string{"Hello", "Welcome"}, begun(boxA+"\n"+boxB)...), nil},
		{"under other headings", none, begun(boxA), []string{"cheaper fare.\n", "cheaper fare.\n\n## Acceptance Criteria\n\n" + boxB},
			[]string{"cheaper fare.\n", "cheaper fare.\n\n" + conflict("## Acceptance criteria\n", "## Acceptance Criteria\n") + "\n" + boxA + boxB}, []string{"body"}},
	} {
		r.test(t, mergeChecklist, backlog.MergeOptions{Path: mergeItem})
	}
}

// Scenarios are text: they merge by lines.
func TestMergeScenarios(t *testing.T) {
	t.Parallel()
	scenarios := []string{boxA + boxB + boxC, "```gherkin\nFeature: Fares\n  Scenario: Student\n    Given a card\n    When I ride\n    Then it is cheaper\n\n  Scenario: Guest\n    When I ride\n    Then it is not\n```\n"}
	for _, r := range []mergeRule{
		{"one each", scenarios, []string{"it is cheaper", "it costs half"}, []string{"it is not", "it costs all"}, []string{"it is cheaper", "it costs half", "it is not", "it costs all"}, nil},
		{"one in two ways", scenarios, []string{"it is cheaper", "it costs half"}, []string{"it is cheaper", "it costs nothing"},
			[]string{"    Then it is cheaper\n", conflict("    Then it costs half\n", "    Then it costs nothing\n")}, []string{"body"}},
	} {
		r.test(t, mergeChecklist, backlog.MergeOptions{Path: mergeItem})
	}
}

// What cannot be merged by what it says is merged by lines, and what is merged is read again.
func TestMergeByLines(t *testing.T) {
	t.Parallel()
	broken := []string{"  - pilot\n", "  - [pilot\n"}
	for _, r := range []mergeRule{
		{"a base that says nothing", broken, []string{"[pilot", "pilot", "title: Student discount", "title: Discount"}, []string{"[pilot", "pilot", "priority: 1040", "priority: 990"},
			[]string{"[pilot", "pilot", "title: Student discount\npriority: 1040\n", conflict("title: Discount\npriority: 1040\n", "title: Student discount\npriority: 990\n")}, []string{"file"}},
		{"a comment of theirs that would be lost", nil, []string{"points: 3", "points: 5"}, []string{"created: 2026-09-11", "created: 2026-09-10 # when legal asked"},
			[]string{"points: 3\ncreated: 2026-09-11\n", conflict("points: 5\ncreated: 2026-09-11\n", "points: 3\ncreated: 2026-09-10 # when legal asked\n")}, []string{"file"}},
		{"a comment of theirs on lines of its own", nil, []string{"points: 3", "points: 5"}, []string{"value: 5", "# when legal asked\nvalue: 8"}, []string{"points: 3", "points: 5", "value: 5", "# when legal asked\nvalue: 8"}, nil},
	} {
		r.test(t, mergeStory, backlog.MergeOptions{Path: mergeItem})
	}
	const wish = "As a student, I want a cheaper fare.\n"
	for _, r := range []mergeRule{
		{"alike here, apart there", nil, []string{wish, wish + "Today.\n", "two universities", "three universities"}, []string{wish, wish + "Today.\n", "two universities", "four universities"},
			[]string{wish, wish + "Today.\n", "- 2026-09-12 mara: asked two universities\n", conflict("- 2026-09-12 mara: asked three universities\n", "- 2026-09-12 mara: asked four universities\n")}, []string{"body"}},
		{"what both begin and end with stands outside", nil, []string{wish, "Soon.\n" + wish + "Today.\nAlways.\n"}, []string{wish, "Soon.\n" + wish + "Tonight.\nAlways.\n"},
			[]string{wish, "Soon.\n" + wish + conflict("Today.\n", "Tonight.\n") + "Always.\n"}, []string{"body"}},
		{"a last line without an end", []string{"asked two universities\n", "asked two"}, []string{"asked two", "asked three"}, []string{"asked two", "asked four"},
			[]string{"- 2026-09-12 mara: asked two", conflict("- 2026-09-12 mara: asked three\n", "- 2026-09-12 mara: asked four\n")}, []string{"body"}},
	} {
		r.test(t, mergeStory, backlog.MergeOptions{Path: mergeItem})
	}
	const fence = "---\nid: VS-12\ntitle: A\npoints: 3\nvalue: 5\n---" // without a line end
	body := []string{"5\n---", "5\n---\nText.\n"}
	for _, r := range []mergeRule{
		{"a body behind the fence", nil, []string{"title: A", "title: B"}, body, append([]string{"title: A", "title: B"}, body...), nil},
		{"and a key beside", nil, []string{"title: A", "title: B"}, append([]string{"points: 3", "points: 5"}, body...),
			append([]string{"title: A\npoints: 3\n", conflict("title: B\npoints: 3\n", "title: A\npoints: 5\n")}, body...), []string{"file"}},
	} {
		r.test(t, fence, backlog.MergeOptions{Path: mergeItem})
	}
}

// Markers are as long as git asks for, end as the lines of the file do, and bear names where there are some.
func TestMergeMarkers(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, eol string
		o         backlog.MergeOptions
		want      string
	}{
		{"named", "\n", backlog.MergeOptions{Ours: "main", Theirs: "fares"}, "<<<<<<< main\npoints: 5\n=======\npoints: 8\n>>>>>>> fares\n"},
		{"nameless", "\n", backlog.MergeOptions{}, "<<<<<<<\npoints: 5\n=======\npoints: 8\n>>>>>>>\n"},
		{"longer", "\n", backlog.MergeOptions{MarkerSize: 9, Ours: "main", Theirs: "fares"}, "<<<<<<<<< main\npoints: 5\n=========\npoints: 8\n>>>>>>>>> fares\n"},
		{"of Windows", "\r\n", backlog.MergeOptions{Ours: "main", Theirs: "fares"}, "<<<<<<< main\r\npoints: 5\r\n=======\r\npoints: 8\r\n>>>>>>> fares\r\n"},
	} {
		lines := func(text string) string { return strings.ReplaceAll(text, "\n", tt.eol) }
		tt.o.Path = mergeItem
		got := backlog.Merge(lines(mergeStory), lines(edited(t, mergeStory, "points: 3", "points: 5")), lines(edited(t, mergeStory, "points: 3", "points: 8")), tt.o)
		want := strings.Replace(lines(mergeStory), lines("points: 3\n"), tt.want, 1)
		if diff := cmp.Diff(backlog.Merged{Text: want, Conflicts: []string{"points"}}, got); diff != "" {
			t.Errorf("%s: -want +got:\n%s", tt.name, diff)
		}
	}
}
