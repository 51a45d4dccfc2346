package check

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
)

// A finding about words stands at the words: as a whole, not where a longer word holds their letters, and not where the same sign
// ends no sentence.
func TestPlaceOfWords(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ rule, body, marked string }{
		{"story.two-roles", "As a brand manager «and» a vendor, I want to set prices, so that I sell more.", ""},
		{"story.vague", "As a rider, I want to have breakfast «fast» in town, so that I am not late.", ""},
		{"story.vague", "As a rider, I want to have fast-food-stands some\n«fast» in town, so that I am not late.", "some"},
		{"story.solution", "As a rider, I want to stable my tablet by a «tab», so that it is there.", ""},
		{"story.solution", "As a rider, I want to have a «radio\n  button» for bikes, so that it is there.", ""},
		{"story.atomic", "As a rider, I want to see land addresses «and add» bikes, so that it is there.", ""},
		{"story.minimal", "As a rider, I want to pay 3.5 euro, e.g. by card, so that I need no cash«.» Then I go.", ""},
		{"story.minimal", "As a rider, I want to pay vs. a friend«;»\nso that he sees it.", ""},
		{"story.minimal", "As a rider, I want to pay, because «I want» to ride.", ""},
		{"story.minimal", "As a rider, I want to see «(all)» bikes, so that I ride.", ""},
	} {
		body, start, end := unmark(tt.body)
		conf := "version: 1\nkey: VS\n"
		if tt.marked != "" {
			conf += "check: {" + tt.rule + ": {words: [-" + tt.marked + "]}}\n"
		}
		b := backlogOf(t, map[string]string{"po.yaml": conf, "items/VS-1.md": file("id: VS-1\ntitle: A", body)})
		found := only(tt.rule, Run(b, Options{}))
		if len(found) != 1 {
			t.Errorf("%s: %d findings in %q", tt.rule, len(found), body)
			continue
		}
		it, _ := b.Item("VS-1")
		before := len(it.Source()) - len(it.Body())
		want := [2]backlog.Position{it.At(before + start), it.At(before + end)}
		if diff := cmp.Diff(want, [2]backlog.Position{found[0].Pos, found[0].End}); diff != "" {
			t.Errorf("%s in %q (-want +got):\n%s", tt.rule, body, diff)
		}
	}
}

// unmark takes the marks « and » out of a text, and says where they stood.
func unmark(text string) (plain string, start, end int) {
	for _, c := range text {
		switch c {
		case '«':
			start = len(plain)
		case '»':
			end = len(plain)
		default:
			plain += string(c)
		}
	}
	return plain, start, end
}

// What is wrong once is told once, with what can be done about it.
func TestToldOnce(t *testing.T) {
	t.Parallel()
	const long = "a title of more than eighty characters is cut in every list, which nobody wants to read"
	for name, tt := range map[string]struct {
		files map[string]string
		rules []string
		want  []string
	}{
		"a list names nothing twice": {
			files: map[string]string{"items/VS-1.md": file("id: VS-1\ntitle: A\ndepends_on: [VS-8, VS-9, VS-8, G-1, G-1]", ""), "goals/G-1.md": file("id: G-1\ntitle: G", "")},
			rules: []string{"ref.dangling", "ref.kind"},
			want: []string{
				"items/VS-1.md:4:14 depends_on: there is no VS-8 → po edit VS-1 --remove depends_on=VS-8",
				"items/VS-1.md:4:20 depends_on: there is no VS-9 → po edit VS-1 --remove depends_on=VS-9",
				"items/VS-1.md:4:32 depends_on: G-1 is a goal → po edit VS-1 --depends-on …",
			},
		},
		"a rule is ignored twice": {
			files: map[string]string{"items/VS-1.md": file("id: VS-1\n# po: ignore item.title-long because it is a law's\ntitle: "+long+" # po: ignore item.title-long because it is long", "")},
			rules: []string{"item.title-long", "item.title-comment", "check.ignore-unused"},
			want:  []string{"items/VS-1.md:4:96 item.title-long is ignored twice → take one of the comments out"},
		},
		"words where there is no list": {
			files: map[string]string{"po.yaml": "version: 1\nkey: VS\ncheck:\n  story.*: {words: [+card]}\n  criteria.vague: {words: [+okay]}\n  story.vague: {words: [+okay]}\n  nothing.here: off\n  story.vagu: off\n"},
			rules: []string{"file.unknown-key"},
			want: []string{
				"po.yaml:4:3 story.* has no list of words → give words to story.generic-role, story.solution, story.vague",
				"po.yaml:5:3 criteria.vague has no list of words → give words to story.generic-role, story.solution, story.vague",
				"po.yaml:7:3 nothing.here is no rule → take it out: po check --list shows all rules",
				"po.yaml:8:3 story.vagu is no rule: did you mean story.vague? → write story.vague",
			},
		},
		"an id twice": {
			files: map[string]string{
				"items/VS-1-a.md": file("id: VS-1\ntitle: A", ""), "items/VS-2-b.md": file("id: VS-1\ntitle: B", ""),
				"goals/G-1-a.md": file("id: G-1\ntitle: A", ""), "goals/G-1-b.md": file("id: G-1\ntitle: B", ""),
			},
			rules: []string{"id.duplicate", "file.name"},
			want: []string{
				"goals/G-1-a.md:2:5 G-1 is also the id of goals/G-1-b.md → give the later one a free id",
				"goals/G-1-b.md:2:5 G-1 is also the id of goals/G-1-a.md → give the later one a free id",
				"items/VS-1-a.md:2:5 VS-1 is also the id of items/VS-2-b.md → po renumber VS-1",
				"items/VS-2-b.md:2:5 VS-1 is also the id of items/VS-1-a.md → po renumber VS-1",
				"items/VS-2-b.md:2:5 the file is named after another id than VS-1 → give the item its own id first, then the file that name",
			},
		},
		"an id of another kind": {
			files: map[string]string{"items/VS-1-a.md": file("id: S-1\ntitle: A", "")},
			rules: []string{"file.name"},
			want:  []string{"items/VS-1-a.md:2:5 the file is named after another id than S-1 → give the item its own id first, then the file that name"},
		},
		"without a reason, and due today": {
			files: map[string]string{"items/VS-1.md": file("id: VS-1\ntitle: A\ndue: 2026-10-05\nblocked: {since: 2026-09-01}", "")},
			rules: []string{"date.due", "item.blocked-long"},
			want: []string{
				"items/VS-1.md:5:18 blocked for 34 days → po unblock VS-1, or po drop VS-1 -m …",
				"items/VS-1.md:4:6 due 2026-10-05, today, and not in progress → po start VS-1",
			},
		},
		"raw HTML of the product": {
			files: map[string]string{"product.md": file("name: X", "<b>Riders</b>\n")},
			rules: []string{"text.html"},
			want:  []string{"product.md:4:1 raw HTML is not shown → write it in Markdown", "product.md:4:10 raw HTML is not shown → write it in Markdown"},
		},
		"steps in capitals": {
			files: map[string]string{"items/VS-1.md": file("id: VS-1\ntitle: A", "## Acceptance criteria\n\n- GIVEN a WHEN b WHEN c THEN d\n")},
			rules: []string{"criteria.gwt"},
			want:  []string{"items/VS-1.md:7:1 criterion 1: a second when: it is a second scenario → po criteria VS-1 add …"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, f := range Run(backlogOf(t, tt.files), Options{Rules: rulesNamed(t, tt.rules), Today: backlog.NewDay(2026, time.October, 5)}) {
				got = append(got, f.Pos.String()+" "+f.Message+" → "+f.Fix.Message)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func rulesNamed(t *testing.T, names []string) []Rule {
	t.Helper()
	var rules []Rule
	for _, name := range names {
		r, ok := Find(name)
		if !ok {
			t.Fatalf("%s: no such rule", name)
		}
		rules = append(rules, r)
	}
	return rules
}

// What an experiment had when it began is told once for each key, however often it was changed since, and what no commit holds yet
// counts; a target that went there and back is as it was.
func TestTargetsThatMoved(t *testing.T) {
	t.Parallel()
	state := func(status string, target, sample, end string) *backlog.Backlog {
		return backlogOf(t, map[string]string{"experiments/EX-1.md": file("id: EX-1\nstatus: "+status+"\ntitle: X\nmetric: {target: "+target+"}\nmin_sample: "+sample+"\nend: "+end, "")})
	}
	planned := state("planned", "5", "100", "2026-12-01")
	states := []*backlog.Backlog{
		planned, state("running", "10", "100", "2026-12-01"), state("running", "20", "200", "2026-12-01"), state("running", "30", "100", "2026-12-01"),
	}
	now := state("running", "30", "100", "2026-12-24")
	history := func(states []*backlog.Backlog) *History {
		h := &History{}
		for i := range states[1:] {
			h.Revisions = append(h.Revisions, backlog.Revision{Changes: backlog.Diff(states[i], states[i+1])})
		}
		return h
	}
	for name, tt := range map[string]struct {
		base *backlog.Backlog
		h    *History
		want []string
	}{
		"since it began":             {planned, history(states), []string{"metric.target was 10 when it began"}},
		"while it ran at the base":   {states[1], history(states[1:]), []string{"metric.target was 10 when it began", "end was 2026-12-01 when it began"}},
		"in no commit":               {states[3], &History{}, []string{"end was 2026-12-01 when it began"}},
		"it began after that commit": {planned, &History{}, nil},
	} {
		var got []string
		for _, f := range Run(now, Options{Rules: rulesNamed(t, []string{"experiment.fixed"}), Base: tt.base, History: tt.h}) {
			got = append(got, f.Message)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
