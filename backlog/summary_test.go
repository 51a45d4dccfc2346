package backlog

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSummarizeWithoutItems names the file where a change is none of an item, and shows what a terminal would obey.
func TestSummarizeWithoutItems(t *testing.T) {
	before := Blank()
	after, err := before.SetConfig("commit.mode", "off")
	if err != nil {
		t.Fatal(err)
	}
	m := Summarize(Diff(before, after), SummaryOptions{
		Action: "config", Why: "first\r\n\r\n\tsecond\x1b[0m\u202e\n", Template: "chore(backlog): {verb} {ids}",
	})
	want := "chore(backlog): config po.yaml\n\nfirst\n\n\tsecond\ufffd[0m\ufffd\n\npo.yaml  settings  text edited (+1 −0 lines)\n\nPo-Action: config\n"
	if diff := cmp.Diff(want, m.String()); diff != "" {
		t.Error(diff)
	}
	if m := Summarize(nil, SummaryOptions{Template: "{ids} {summary}"}); m.Subject != "commit" {
		t.Errorf("subject %q of no change", m.Subject)
	}
}
