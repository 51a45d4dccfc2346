package main

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// hostileTitles are what somebody may write into a title to be obeyed where it is shown.
func hostileTitles() []string {
	return []string{
		"a | b", "`a` ``b``", "@everyone look", "see #1 and GH-2", "<script>alert(1)</script>", "::error::owned", "##[error]owned",
		"two\nlines\n::error::owned", "\u202eright to left\u2066", "</details> <!-- po-diff -->", "[a](https://evil.example) ![b](c)", "\x1b[31mred",
	}
}

// acts is what a host obeys in a comment, outside of code.
var acts = regexp.MustCompile("@everyone|#1|GH-2|<script|(?m)^(::|##\\[)|https://evil|[\u202e\u2066\x1b]")

// Hostile titles, criteria, texts of 100 kB and authors' names do nothing in the comment, the page and the annotations, and the
// comment keeps its caps.
func TestReviewIsInert(t *testing.T) {
	t.Parallel()
	b := newStarts(t).start(t, "shop")
	base := ask[[]struct{ Commit string }](b, "log", "--limit", "1")[0].Commit
	for i, title := range hostileTitles() {
		b.writeFile(fmt.Sprintf("items/SH-%d-x.md", 20+i), fmt.Sprintf("---\nid: SH-%d\ntitle: %q\nstatus: ready\nrelease: R-1\npoints: %d\n---\n%s\n\n## Acceptance criteria\n\n- [ ] %s\n",
			20+i, title, i, strings.Repeat(strings.ReplaceAll(title, "\n", " ")+"\n", 100_000/len(title)), strings.ReplaceAll(title, "\n", " ")))
	}
	for i := range 40 {
		b.writeFile(fmt.Sprintf("items/SH-%d-y.md", 50+i), fmt.Sprintf("---\nid: SH-%d\ntitle: %s\n---\n", 50+i, strings.Repeat("wide ", 100)))
	}
	b.by("@everyone #1", "commit")
	comment := b.by("mara", "diff", base, "--format", "markdown")
	if len(comment) > 60_000 || !strings.HasPrefix(comment, "<!-- po-diff -->\n### Backlog: 52 added") || strings.Count(withoutCode(comment), "<!-- po-diff -->") != 1 {
		t.Errorf("%d bytes: %.80q", len(comment), comment)
	}
	for block := range strings.SplitSeq(withoutCode(comment), "\n") {
		if acts.MatchString(block) {
			t.Errorf("acts: %q", block)
		}
	}
	if n := strings.Count(comment, "\n| SH-"); n != 20 || !strings.Contains(comment, "\nand 32 more\n") {
		t.Errorf("%d rows, want 20 and the count of the others", n)
	}
	for row := range strings.Lines(comment) {
		if strings.HasPrefix(row, "| SH-5") && strings.Count(row, "wide") > 24 {
			t.Errorf("a title of more than 120 columns: %q", row)
		}
	}
	if page := b.by("mara", "diff", base, "--format", "html"); regexp.MustCompile("<script|<img|[\u202e\u2066\x1b]|href").MatchString(page) {
		t.Error("the page acts")
	}
	_, found := b.try("mara", "check", "--since", base, "--format", "github", "--fail-on", "hint")
	for line := range strings.Lines(found) {
		if strings.Contains(line, "owned") && (strings.HasPrefix(line, "::error::") || strings.HasPrefix(line, "##[")) {
			t.Errorf("an annotation from data: %q", line)
		}
	}
}

// withoutCode leaves out the blocks of code, in which nothing acts; their lines begin with a sign.
func withoutCode(comment string) string {
	var out strings.Builder
	for i, part := range strings.Split(comment, "```") {
		if i%2 == 0 {
			out.WriteString(part)
		}
	}
	return out.String()
}
