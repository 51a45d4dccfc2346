package render_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/check"
	"github.com/po-backlog/po/render"
	"github.com/po-backlog/po/render/html"
	"github.com/po-backlog/po/render/markdown"
)

const longTitle = "A student who is confirmed by the university and has a card of the city rides for less on all weekdays before "

// compared is the comparison of two states of a backlog, each given as its files.
func compared(t *testing.T, old, now map[string]string) render.Comparison {
	t.Helper()
	state := func(files map[string]string) *backlog.Backlog {
		fsys := fstest.MapFS{"po.yaml": {Data: []byte("version: 1\nkey: VS\n")}}
		for name, text := range files {
			fsys[name] = &fstest.MapFile{Data: []byte(text)}
		}
		return load(t, fsys)
	}
	c := render.Comparison{Old: state(old), New: state(now)}
	c.Changes = backlog.Diff(c.Old, c.New)
	c.OldFindings, c.NewFindings = check.Compare(c.Old, c.New, check.Options{Today: backlog.NewDay(2026, 10, 5)})
	return c
}

// What a reviewer reads of a change, and what not.
func TestWordsForReviewers(t *testing.T) {
	t.Parallel()
	item := func(keys, body string) map[string]string {
		return map[string]string{"items/VS-1.md": "---\nid: VS-1\nstatus: draft\n" + keys + "---\n" + body}
	}
	settings := func(text string) map[string]string {
		return map[string]string{"po.yaml": "version: 1\nkey: VS\n" + text}
	}
	with := func(files ...map[string]string) map[string]string {
		all := map[string]string{}
		for _, m := range files {
			for name, text := range m {
				all[name] = text
			}
		}
		return all
	}
	other := func(name, text string) map[string]string { return map[string]string{name: text} }
	const criteria = "## Acceptance criteria\n\n"
	for name, tt := range map[string]struct {
		old, now     map[string]string
		wants, lacks []string
	}{
		"a long title that changes at its end": {
			item("title: "+longTitle+"noon\n", ""), item("title: "+longTitle+"ten\n", ""),
			[]string{"~~noon~~ **ten**"}, []string{"→"},
		},
		"a short title": {
			item("title: Pay by card\n", ""), item("title: Pay by cash\n", ""), []string{"title Pay by card → **Pay by cash**"}, []string{"~~"},
		},
		"a long title that is another one": {
			item("title: "+longTitle+"noon\n", ""), item("title: Pay by cash\n", ""), []string{" → **Pay by cash**"}, []string{"~~"},
		},
		"a criterion that comes met": {
			item("title: A\n", criteria+"- [x] old\n"), item("title: A\n", criteria+"- [x] quite another one\n"),
			[]string{"- removed, was met: old", "- added, met: quite another one"}, nil,
		},
		"an epic gets another number": {
			item("title: A\ntype: epic\npriority: 10\n", ""), item("title: A\ntype: epic\npriority: 20\n", ""),
			[]string{"### Backlog: 1 renumbered", "VS-1 10 → 20"}, []string{"| VS-1"},
		},
		"an epic gets its first number": {
			item("title: A\ntype: epic\n", ""), item("title: A\ntype: epic\npriority: 20\n", ""), []string{"| priority unset → **20** |"}, nil,
		},
		"a bug that comes": {
			nil, item("title: A\ntype: bug\nrelease: R-1\npoints: 1\n", ""), []string{"**added** · 1 point · type `bug` · release `R-1` |"}, []string{"status"},
		},
		"a goal that comes": {
			nil, other("goals/G-1.md", "---\nid: G-1\nstatus: active\ntitle: Rides\ncreated: 2026-10-01\nmeasure: {metric: rides a week, target: 500}\n---\n"),
			[]string{"**added** · status `active` · measure metric rides a week, target 500 |"}, []string{"created"},
		},
		"settings": {
			settings("acceptance: required\nareas:\n  - {name: pay}\n  - {name: ride, owner: mara}\n"),
			settings("acceptance: none\nareas:\n  - {name: fleet}\n  - {name: ride, owner: mara}\nscore: wsjf\n"),
			[]string{"| po.yaml | acceptance `required` → `none` · areas -name pay · areas +name fleet · score unset → `wsjf` · text edited"}, []string{"areas -name ride", "areas +name ride"},
		},
		"settings that go": {
			settings("check:\n  story.vague: off\nheadings: [a, b]\n"), settings(""),
			[]string{"check.story.vague `off` → **unset** · headings \\[a, b\\] → **unset** · text"}, nil,
		},
		"two files that claim one id": {
			nil, with(item("title: A\n", ""), other("items/VS-1-b.md", "---\nid: VS-1\nstatus: draft\ntitle: B\n---\n")), []string{"### Backlog: 2 added", "| VS-1 A | **added** |", "| VS-1 B | **added** |"}, nil,
		},
		"two tags in one text": {
			nil, item("title: A\n", "<b>a</b> and <i>b</i>\n"), []string{"- VS-1: raw HTML is not shown\n\n</details>"}, []string{"raw HTML is not shown\n- VS-1: raw HTML is not shown"},
		},
		"hints in the order of ids": {
			nil, with(other("items/VS-10.md", "---\nid: VS-10\ntitle: A\nstatus: draft\n---\n"), other("items/VS-2.md", "---\nid: VS-2\ntitle: B\nstatus: draft\n---\n"), other("goals/G-1.md", "---\nid: G-1\ntitle: B\nfoo: 1\n---\n")),
			[]string{"- VS-2: no acceptance criteria\n- VS-2: neither role nor means\n- VS-10: no acceptance criteria\n- VS-10: neither role nor means\n- G-1: foo is no known key"}, nil,
		},
	} {
		var b strings.Builder
		if err := markdown.Write(&b, render.Diff(compared(t, tt.old, tt.now)), markdown.Comment()); err != nil {
			t.Fatal(err)
		}
		for _, s := range tt.wants {
			if !strings.Contains(b.String(), s) {
				t.Errorf("%s: %q is missing in\n%s", name, s, b.String())
			}
		}
		for _, s := range tt.lacks {
			if strings.Contains(b.String(), s) {
				t.Errorf("%s: %q stands in\n%s", name, s, b.String())
			}
		}
	}
}

// Only a word of the files looks like one: a sentence does not.
func TestSentencesAreNoCode(t *testing.T) {
	t.Parallel()
	item := func(status, owner string) map[string]string {
		return map[string]string{"items/VS-1.md": "---\nid: VS-1\nstatus: " + status + "\ntitle: A\nowner: " + owner + "\n---\n"}
	}
	var b strings.Builder
	if err := html.Write(&b, render.Diff(compared(t, item("draft", "mara the first"), item("ready", "jan the second")))); err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{"status <code>draft</code> → <strong><code>ready</code></strong>", "owner mara the first → <strong>jan the second</strong>"} {
		if !strings.Contains(b.String(), s) {
			t.Errorf("%q is missing in\n%s", s, b.String())
		}
	}
}
