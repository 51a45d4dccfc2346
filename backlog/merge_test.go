package backlog_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
)

// mergeStory is the base of most merges below.
const mergeStory = `---
id: VS-12
status: ready
title: Student discount
priority: 1040
type: story
points: 3
created: 2026-09-11
value: 5
labels:
  - pilot
  - pay
depends_on: [VS-3]
scores:
  wsjf: {ubv: 5, tc: 3, rroe: 2}
---
As a student, I want a cheaper fare.

## Acceptance criteria

- [ ] Given a confirmed student, when a ride ends, then the fare is 30 % lower
- [ ] A student who is not confirmed pays the normal fare

## Notes

- 2026-09-12 mara: asked two universities
`

// edited replaces texts of a file one after the other: old, new, old, new.
func edited(t *testing.T, text string, pairs ...string) string {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			t.Fatalf("%q is not in the text", pairs[i])
		}
		text = strings.Replace(text, pairs[i], pairs[i+1], 1)
	}
	return text
}

func TestMerge(t *testing.T) {
	const first, second = "Given a confirmed student, when a ride ends, then the fare is 30 % lower", "A student who is not confirmed pays the normal fare"
	for _, tt := range []struct {
		name               string
		ours, theirs, want []string // edits of mergeStory
		conflicts          []string
	}{
		{"a key each", []string{"points: 3", "points: 5"}, []string{"value: 5", "value: 8"},
			[]string{"points: 3", "points: 5", "value: 5", "value: 8"}, nil},
		{"neighbouring keys", []string{"title: Student discount", "title: Discount"}, []string{"priority: 1040", "priority: 990"},
			[]string{"title: Student discount", "title: Discount", "priority: 1040", "priority: 990"}, nil},
		{"the same number in two spellings", []string{"points: 3", "points: 5"}, []string{"points: 3", "points: 5.0"},
			[]string{"points: 3", "points: 5"}, nil},
		{"one key in two ways", []string{"points: 3", "points: 5"}, []string{"points: 3", "points: 8", "value: 5", "value: 8"},
			[]string{"points: 3", "<<<<<<< ours\npoints: 5\n=======\npoints: 8\n>>>>>>> theirs", "value: 5", "value: 8"}, []string{"points"}},
		{"a place in two ways", []string{"priority: 1040", "priority: 990"}, []string{"priority: 1040", "priority: 1000"},
			[]string{"priority: 1040", "<<<<<<< ours\npriority: 990\n=======\npriority: 1000\n>>>>>>> theirs"}, []string{"priority"}},
		{"taken out and changed", []string{"points: 3\n", ""}, []string{"points: 3", "points: 8"},
			[]string{"points: 3", "<<<<<<< ours\n=======\npoints: 8\n>>>>>>> theirs"}, []string{"points"}},
		{"a status goes with its date", []string{"status: ready", "status: in-progress", "created: 2026-09-11", "created: 2026-09-11\nstarted: 2026-09-20"},
			[]string{"points: 3", "points: 5"},
			[]string{"status: ready", "status: in-progress", "points: 3", "points: 5", "created: 2026-09-11", "created: 2026-09-11\nstarted: 2026-09-20"}, nil},
		{"one status, two dates: the earlier", []string{"status: ready", "status: in-progress", "value: 5", "value: 5\nstarted: 2026-09-21"},
			[]string{"status: ready", "status: in-progress", "value: 5", "value: 5\nstarted: 2026-09-20"},
			[]string{"status: ready", "status: in-progress", "value: 5", "value: 5\nstarted: 2026-09-20"}, nil},
		{"two statuses", []string{"status: ready", "status: in-progress", "value: 5", "value: 5\nstarted: 2026-09-21"},
			[]string{"status: ready", "status: done", "value: 5", "value: 5\nstarted: 2026-09-20\ndone: 2026-09-22", "points: 3", "points: 5"},
			[]string{"status: ready", "<<<<<<< ours\nstatus: in-progress\nstarted: 2026-09-21\n=======\nstatus: done\nstarted: 2026-09-20\ndone: 2026-09-22\n>>>>>>> theirs", "points: 3", "points: 5"},
			[]string{"status"}},
		{"labels by value", []string{"  - pilot\n", "  - pilot\n  - student\n"}, []string{"  - pilot\n", "", "  - pay\n", "  - pay\n  - fare\n"},
			[]string{"  - pilot\n  - pay\n", "  - student\n  - pay\n  - fare\n"}, nil},
		{"a flow list", []string{"[VS-3]", "[VS-3, VS-4]"}, []string{"[VS-3]", "[VS-3, VS-5]"}, []string{"[VS-3]", "[VS-3, VS-4, VS-5]"}, nil},
		{"inputs of a score", []string{"ubv: 5", "ubv: 8"}, []string{"tc: 3", "tc: 2"}, []string{"ubv: 5, tc: 3", "ubv: 8, tc: 2"}, nil},
		{"one input in two ways", []string{"ubv: 5", "ubv: 8"}, []string{"ubv: 5, tc: 3", "ubv: 3, tc: 2"},
			[]string{"  wsjf: {ubv: 5, tc: 3, rroe: 2}", "<<<<<<< ours\n  wsjf: {ubv: 8, tc: 2, rroe: 2}\n=======\n  wsjf: {ubv: 3, tc: 2, rroe: 2}\n>>>>>>> theirs"}, []string{"scores"}},
		{"own keys", []string{"value: 5", "value: 5\npersona: rider"}, []string{"value: 5", "value: 5\ncolour: red"},
			[]string{"value: 5", "value: 5\npersona: rider", "rroe: 2}\n", "rroe: 2}\ncolour: red\n"}, nil},
		{"reworded here, ticked there", []string{"30 % lower", "25 % lower"}, []string{"[ ] Given", "[x] Given"},
			[]string{"[ ] Given", "[x] Given", "30 % lower", "25 % lower"}, nil},
		{"ticked here, reworded there", []string{"[ ] Given", "[x] Given"}, []string{"30 % lower", "25 % lower"},
			[]string{"[ ] Given", "[x] Given", "30 % lower", "25 % lower"}, nil},
		{"both add criteria", []string{second, second + "\n- [ ] The discount ends with the studies"}, []string{second, second + "\n- [ ] The receipt names the discount"},
			[]string{second, second + "\n- [ ] The discount ends with the studies\n- [ ] The receipt names the discount"}, nil},
		{"both add the same", []string{second, second + "\n- [ ] The discount ends"}, []string{second, second + "\n- [x] The discount ends"},
			[]string{second, second + "\n- [x] The discount ends"}, nil},
		{"removed here, untouched there", []string{"- [ ] " + second + "\n", ""}, []string{"[ ] Given", "[x] Given"},
			[]string{"- [ ] " + second + "\n", "", "[ ] Given", "[x] Given"}, nil},
		{"removed here, ticked there", []string{"- [ ] " + second + "\n", ""}, []string{"[ ] A student", "[x] A student"},
			[]string{"- [ ] " + second, "<<<<<<< ours\n=======\n- [x] " + second + "\n>>>>>>> theirs"}, []string{"criteria"}},
		{"reworded in two ways", []string{"30 % lower", "25 % lower"}, []string{"30 % lower", "20 % lower"},
			[]string{"- [ ] " + first, "<<<<<<< ours\n- [ ] " + strings.Replace(first, "30", "25", 1) + "\n=======\n- [ ] " + strings.Replace(first, "30", "20", 1) + "\n>>>>>>> theirs"}, []string{"criteria"}},
		{"order of criteria", []string{"- [ ] " + first + "\n- [ ] " + second, "- [ ] " + second + "\n- [ ] " + first}, []string{"[ ] Given", "[x] Given"},
			[]string{"- [ ] " + first + "\n- [ ] " + second, "- [ ] " + second + "\n- [x] " + first}, nil},
		{"the body by lines", []string{"a cheaper fare", "a fare that I can pay"}, []string{"asked two universities", "asked three universities"},
			[]string{"a cheaper fare", "a fare that I can pay", "asked two universities", "asked three universities"}, nil},
		{"a line in two ways", []string{"a cheaper fare", "a fair fare"}, []string{"a cheaper fare", "half the fare", "points: 3", "points: 5"},
			[]string{"As a student, I want a cheaper fare.", "<<<<<<< ours\nAs a student, I want a fair fare.\n=======\nAs a student, I want half the fare.\n>>>>>>> theirs", "points: 3", "points: 5"}, []string{"body"}},
		{"a comment of theirs", []string{"points: 3", "points: 5"}, []string{"value: 5", "value: 5 # agreed with the team"},
			[]string{"points: 3", "points: 5", "value: 5", "value: 5 # agreed with the team"}, nil},
		{"a comment of ours", []string{"points: 3", "points: 3 # guessed"}, []string{"created: 2026-09-11", "created: 2026-09-10"},
			[]string{"points: 3", "points: 3 # guessed", "created: 2026-09-11", "created: 2026-09-10"}, nil},
		{"blocked is one", []string{"value: 5", "value: 5\nblocked: {since: 2026-09-12, reason: law}"}, []string{"value: 5", "value: 5\nblocked: {since: 2026-09-13, reason: money}"},
			[]string{"value: 5", "value: 5\n<<<<<<< ours\nblocked: {since: 2026-09-12, reason: law}\n=======\nblocked: {since: 2026-09-13, reason: money}\n>>>>>>> theirs"}, []string{"blocked"}},
		{"rejections are united", []string{"value: 5", "value: 5\nrejections:\n  - {date: 2026-09-14, reason: no VAT}"}, []string{"value: 5", "value: 5\nrejections:\n  - {date: 2026-09-13, reason: too slow}"},
			[]string{"value: 5", "value: 5\nrejections:\n  - {date: 2026-09-13, reason: too slow}\n  - {date: 2026-09-14, reason: no VAT}"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ours, theirs, want := edited(t, mergeStory, tt.ours...), edited(t, mergeStory, tt.theirs...), edited(t, mergeStory, tt.want...)
			got := backlog.Merge(mergeStory, ours, theirs, backlog.MergeOptions{Path: "items/VS-12-student-discount.md", Ours: "ours", Theirs: "theirs"})
			if diff := cmp.Diff(backlog.Merged{Text: want, Conflicts: tt.conflicts}, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestMergeWhole(t *testing.T) {
	const other = "---\nid: VS-13\nstatus: draft\ntitle: Another\n---\n"
	ours, theirs := edited(t, mergeStory, "points: 3", "points: 5"), edited(t, mergeStory, "value: 5", "value: 8")
	both := edited(t, ours, "value: 5", "value: 8")
	for _, tt := range []struct {
		name, path, base, ours, theirs, want string
		conflicts                            []string
	}{
		{"both added a file", "items/a.md", "", ours, theirs, "<<<<<<<\n" + ours + "=======\n" + theirs + ">>>>>>>\n", []string{"file"}},
		{"another item under the name", "items/a.md", mergeStory, ours, other, "<<<<<<<\n" + ours + "=======\n" + other + ">>>>>>>\n", []string{"file"}},
		{"a base of another item", "items/a.md", other, ours, theirs, "<<<<<<<\n" + ours + "=======\n" + theirs + ">>>>>>>\n", []string{"file"}},
		{"a base that is broken", "items/a.md", edited(t, mergeStory, "- pilot", "- [pilot"), edited(t, ours, "- pilot", "- [pilot"), theirs, both, nil},
		{"theirs is broken", "items/a.md", mergeStory, ours, edited(t, theirs, "labels:", "labels: ["), edited(t, both, "labels:", "labels: ["), nil},
		{"no file of the backlog", "notes.md", "a\n\nb\n", "A\n\nb\n", "a\n\nB\n", "A\n\nB\n", nil},
		{"only theirs changed", "items/a.md", mergeStory, mergeStory, other, other, nil},
		{"only ours changed", "items/a.md", mergeStory, other, mergeStory, other, nil},
		{"alike", "items/a.md", "", other, other, other, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := backlog.Merge(tt.base, tt.ours, tt.theirs, backlog.MergeOptions{Path: tt.path})
			if diff := cmp.Diff(backlog.Merged{Text: tt.want, Conflicts: tt.conflicts}, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
