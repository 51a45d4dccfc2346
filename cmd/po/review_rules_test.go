package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog/check"
)

// Every rule has its page in po check --explain: its level, what it holds, and why, in more words than its name; and stands in the
// list of all with its level and title.
func TestEveryRuleHasItsPage(t *testing.T) {
	t.Parallel()
	b := newStarts(t).start(t, "shop")
	b.writeFile("po.yaml", "version: 1\nkey: SH\ncheck: {story.vague: error}\n")
	var list strings.Builder
	for _, r := range check.Rules() {
		page := b.by("mara", "check", "--explain", r.Name)
		level := r.Level.String()
		title, prose, _ := strings.Cut(r.Doc, "\n\n")
		list.WriteString(r.Name + "\t")
		switch r.Name {
		case "story.vague":
			level = "error here, hint by default"
			list.WriteString("error")
		default:
			list.WriteString(level)
		}
		list.WriteString("\t" + title + "\n")
		if diff := cmp.Diff(r.Name+" ("+level+"): "+title+"\n\n"+prose+"\n", page); diff != "" {
			t.Errorf("%s (-want +got):\n%s", r.Name, diff)
		}
		if len(strings.Fields(prose)) < 5 {
			t.Errorf("%s: a page of %q says too little", r.Name, prose)
		}
	}
	if diff := cmp.Diff(list.String(), b.by("mara", "check", "--list")); diff != "" {
		t.Errorf("--list (-want +got):\n%s", diff)
	}
}
