package main

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/po-backlog/po/examples/veloshare"
	"github.com/po-backlog/po/render/term"
)

// hostileTitles are what somebody may write into a title to be obeyed where it is shown. The first ones are shown as annotations.
func hostileTitles() []string {
	return []string{
		"two\nlines\n::error::owned", "a | b", "`a` ``b``", "@everyone look", "see #1 and GH-2", "<script>alert(1)</script>", "::error::owned", "##[error]owned",
		"\u202eright to left\u2066", "</details> <!-- po-diff -->", "[a](https://evil.example) ![b](c)", "\x1b[31mred",
	}
}

// acts is what a host obeys in a comment, outside of code.
var acts = regexp.MustCompile("@everyone|#1|GH-2|<script|(?m)^(::|##\\[)|https://evil|[\u202e\u2066\x1b]")

// hostileReview is a change that brings hostile titles, statuses, areas, criteria, texts of 100 kB and the name of an author. It gives
// the commit before it too.
func hostileReview(t *testing.T) (b built, base string) {
	t.Helper()
	b = newStarts(t).start(t, "shop")
	base = ask[[]struct{ Commit string }](b, "log", "--limit", "1")[0].Commit
	for i, title := range hostileTitles() {
		line := strings.ReplaceAll(title, "\n", " ")
		body := strings.Repeat(line+"\n", 100_000/len(title)) + "\n## Acceptance criteria\n\n- [ ] " + line + "\n"
		b.writeFile(fmt.Sprintf("items/SH-%d-x.md", 20+i), fmt.Sprintf("---\nid: SH-%d\ntitle: %q\nstatus: ready\nrelease: R-1\npoints: %d\n---\n%s", 20+i, title, i, body))
		b.writeFile(fmt.Sprintf("items/SH-%d-z.md", 100+i), fmt.Sprintf("---\nid: SH-%d\ntitle: %q\nstatus: %q\narea: %q\n---\n%s", 100+i, title, title, title, body))
	}
	for i := range 40 {
		b.writeFile(fmt.Sprintf("items/SH-%d-y.md", 50+i), fmt.Sprintf("---\nid: SH-%d\ntitle: %s\n---\n", 50+i, strings.Repeat("wide ", 100)))
	}
	b.by("@everyone \u202e#1", "commit")
	return b, base
}

// The comment and the page do nothing that hostile texts ask for, and the comment keeps its caps.
func TestReviewIsInert(t *testing.T) {
	t.Parallel()
	b, base := hostileReview(t)
	comment := b.by("mara", "diff", base, "--format", "markdown")
	if len(comment) > 60_000 || !strings.HasPrefix(comment, "<!-- po-diff -->\n### Backlog: 64 added") || strings.Count(withoutCode(comment), "<!-- po-diff -->") != 1 {
		t.Errorf("%d bytes: %.80q", len(comment), comment)
	}
	for block := range strings.SplitSeq(withoutCode(comment), "\n") {
		if acts.MatchString(block) {
			t.Errorf("acts: %q", block)
		}
	}
	if bad := obeyed(comment, false); bad != "" {
		t.Errorf("the comment holds %s", bad)
	}
	if n := strings.Count(comment, "\n| SH-"); n != 20 || !strings.Contains(comment, "\nand 44 more\n") {
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

// What reads a form of a check, a diff or the history finds nothing in it that hostile texts ask for, though they are in it.
func TestReviewFormatsAreInert(t *testing.T) {
	t.Parallel()
	b, base := hostileReview(t)
	summary := filepath.Join(t.TempDir(), "summary.md")
	check := []string{"check", "--since", base, "--fail-on", "hint", "--format"}
	for _, tt := range []struct {
		args []string
		data bool // it is data and no text
		hold func(t *testing.T, out string)
	}{
		{append(check, "github"), false, func(t *testing.T, out string) {
			inertCommands(t, out)
			text, err := os.ReadFile(summary)
			if err != nil {
				t.Fatal(err)
			}
			inertMarkdown(t, string(text))
		}},
		{append(check, "gitlab"), true, func(t *testing.T, out string) {
			for _, issue := range decode[[]struct{ Description string }](t, out) {
				oneLine(t, issue.Description)
			}
		}},
		{append(check, "sarif"), true, inertSARIF},
		{append(check, "junit"), true, inertXML},
		{append(check, "json"), true, func(t *testing.T, out string) { decode[[]struct{}](t, out) }},
		{append(check, "text"), false, nil},
		{[]string{"diff", base}, false, nil},
		{[]string{"diff", base, "--stat"}, false, nil},
		{[]string{"log"}, false, nil},
		{[]string{"log", "SH-30"}, false, nil},
		{[]string{"log", "--format", "markdown"}, false, inertMarkdown},
		{[]string{"log", "--format", "csv"}, false, nil},
		{[]string{"blame", "SH-26"}, false, nil},
		{[]string{"blame", "SH-20"}, false, nil},
	} {
		out := b.onGitHub(summary, tt.args...)
		if bad := obeyed(out, tt.data); bad != "" {
			t.Errorf("po %s prints %s", tt.args, bad)
		}
		if !strings.Contains(strings.ReplaceAll(out, "\u200b", ""), "evil.example") && !strings.Contains(out, "owned") {
			t.Errorf("po %s: no hostile text is in it, so that it shows nothing:\n%.500s", tt.args, out)
		}
		for line := range strings.Lines(out) {
			if strings.HasPrefix(line, "##[") || strings.HasPrefix(line, "::") && tt.args[len(tt.args)-1] != "github" {
				t.Errorf("po %s prints the line %.80q", tt.args, line)
			}
		}
		if tt.hold != nil {
			tt.hold(t, out)
		}
	}
}

// onGitHub runs a command as a step of a job does.
func (b built) onGitHub(summary string, args ...string) string {
	b.t.Helper()
	var out bytes.Buffer
	p := bare()
	p.lookup = func(name string) (string, bool) {
		v, ok := map[string]string{"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": summary}[name]
		return v, ok
	}
	p = p.staged(b.dir, veloshare.AsOf, "mara")
	p.out = term.Device{W: &out}
	if code := run(p, args); code != exitDone && code != exitWanting {
		b.t.Errorf("po %s: exit code %d", args, code)
	}
	return out.String()
}

// inertCommands holds that a runner reads nothing but our annotations, of each level as many as it shows.
func inertCommands(t *testing.T, out string) {
	t.Helper()
	ours := regexp.MustCompile(`^::(error|warning|notice) file=[^:,\r]+(,line=\d+,endLine=\d+(,col=\d+)?)?,title=[a-z.-]+::[^\r]*$`)
	shown := map[string]int{}
	for _, line := range strings.Split(out, "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), "::") {
			if !ours.MatchString(line) {
				t.Errorf("an annotation from data: %q", line)
			}
			shown[strings.Fields(line)[0]]++
		}
	}
	for level, n := range shown {
		if n > 10 {
			t.Errorf("%d of %s", n, level)
		}
	}
}

// inertMarkdown holds that a host obeys nothing in a document.
func inertMarkdown(t *testing.T, text string) {
	t.Helper()
	for line := range strings.SplitSeq(withoutCode(text), "\n") {
		if acts.MatchString(line) {
			t.Errorf("acts: %.200q", line)
		}
	}
	if strings.Count(text, "owned") == 0 {
		t.Error("no hostile text is in the document, so that it shows nothing")
	}
}

func oneLine(t *testing.T, text string) {
	t.Helper()
	if strings.ContainsAny(text, "\r\n") {
		t.Errorf("more than a line: %q", text)
	}
}

// inertSARIF holds that messages are text of one line, with no link in it, and addresses are relative ones.
func inertSARIF(t *testing.T, out string) {
	t.Helper()
	type text struct{ Text string }
	type place struct {
		PhysicalLocation struct{ ArtifactLocation struct{ URI string } }
	}
	type result struct {
		Message   text
		Locations []place
	}
	for _, r := range decode[struct{ Runs []struct{ Results []result } }](t, out).Runs[0].Results {
		oneLine(t, r.Message.Text)
		if strings.Contains(r.Message.Text, "](") {
			t.Errorf("a link: %q", r.Message.Text)
		}
		if uri := r.Locations[0].PhysicalLocation.ArtifactLocation.URI; !strings.HasPrefix(uri, "backlog/") {
			t.Errorf("address %q", uri)
		}
	}
}

// inertXML holds that the document is well-formed, and that nothing but the elements and attributes of JUnit are in it.
func inertXML(t *testing.T, out string) {
	t.Helper()
	for d := xml.NewDecoder(strings.NewReader(out)); ; {
		token, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		e, ok := token.(xml.StartElement)
		if ok && !slices.Contains([]string{"testsuites", "testsuite", "testcase", "failure", "system-out"}, e.Name.Local) {
			t.Errorf("element %s", e.Name.Local)
		}
		for _, a := range e.Attr {
			oneLine(t, a.Value)
		}
	}
}
