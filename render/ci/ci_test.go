package ci

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/check"
)

// hostile is a text that would act if a form let it.
const hostile = "::error::%0A \"<script>]]>&amp; a|b `x` \u202e \x1b[31m \x00 \ufffe 😀 end"

func report(t testing.TB, findings int) Report {
	t.Helper()
	b, err := backlog.Load(fstest.MapFS{
		"po.yaml":            {Data: []byte("version: 1\nkey: VS\n")},
		"items/VS-1-a b#.md": {Data: []byte("---\nid: VS-1\nstatus: draft\ntitle: \"" + "😀 ::error::\"\ntype: story\n---\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	r := Report{Backlog: b, Root: "back,log:", FailOn: check.Warning, Version: "v1.2.3"}
	for i := range findings {
		r.Found = append(r.Found, check.Finding{
			Rule: "story.vague", Level: check.Error - check.Level(i%3), ID: "VS-1", Field: fmt.Sprint(i),
			Pos: backlog.Position{Path: "items/VS-1-a b#.md", Line: 4, Column: 10}, End: backlog.Position{Line: 4, Column: 12},
			Message: hostile, Fix: &check.Fix{Message: "po edit VS-1\n" + hostile},
		})
	}
	return r
}

func write(t testing.TB, format string, r Report) string {
	t.Helper()
	var b bytes.Buffer
	known, err := Write(&b, format, r)
	if err != nil || !known {
		t.Fatal(known, err)
	}
	return b.String()
}

func TestGitHubShowsTenOfEachLevel(t *testing.T) {
	out := write(t, "github", report(t, 50))
	lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	commands := map[string]int{}
	for _, line := range lines {
		if name, ok := strings.CutPrefix(line, "::"); ok {
			name, _, _ = strings.Cut(name, " ")
			commands[name]++
		}
	}
	if diff := cmp.Diff(map[string]int{"error": 10, "warning": 10, "notice": 10}, commands); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if len(lines) != 30+1+20 || lines[30] != "20 more below" {
		t.Errorf("%d lines, the first after the commands is %q", len(lines), lines[min(30, len(lines)-1)])
	}
}

// TestGitHubEscapes reads the commands as the runner does: the properties come back, and the text stays on its line.
func TestGitHubEscapes(t *testing.T) {
	out := write(t, "github", report(t, 1))
	line, rest, _ := strings.Cut(out, "\n")
	if rest != "" {
		t.Errorf("more than a line: %q", rest)
	}
	head, text, _ := strings.Cut(strings.TrimPrefix(line, "::error "), "::")
	props := map[string]string{}
	unescape := strings.NewReplacer("%25", "%", "%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",")
	for _, p := range strings.Split(head, ",") {
		key, value, _ := strings.Cut(p, "=")
		props[key] = unescape.Replace(value)
	}
	want := map[string]string{"file": "back,log:/items/VS-1-a b#.md", "line": "4", "endLine": "4", "col": "10", "title": "story.vague"}
	if diff := cmp.Diff(want, props); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if strings.ContainsAny(text, "\x1b\x00\r") || !strings.Contains(text, "%250A") {
		t.Errorf("%q", text)
	}
}

func TestGitLabFingerprintsDiffer(t *testing.T) {
	var issues []struct {
		Description, Fingerprint, Severity string
		CheckName                          string `json:"check_name"`
		Location                           struct {
			Path  string
			Lines struct{ Begin int }
		}
	}
	if err := json.Unmarshal([]byte(write(t, "gitlab", report(t, 6))), &issues); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for i, x := range issues {
		if seen[x.Fingerprint] || x.Fingerprint == "" {
			t.Errorf("fingerprint %q twice", x.Fingerprint)
		}
		seen[x.Fingerprint] = true
		if want := []string{"major", "minor", "info"}[i%3]; x.Severity != want || x.CheckName != "story.vague" || x.Location.Lines.Begin != 4 || x.Location.Path != "back,log:/items/VS-1-a b#.md" || x.Description == "" {
			t.Errorf("%+v, want severity %s", x, want)
		}
	}
	if got := write(t, "gitlab", report(t, 0)); got != "[]\n" {
		t.Errorf("nothing found: %q", got)
	}
}

func TestSARIFStops(t *testing.T) {
	var log sarifLog
	if err := json.Unmarshal([]byte(write(t, "sarif", report(t, mostResults+7))), &log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	if len(run.Results) != mostResults || run.Invocations[0].Notifications[0].Message.Text != "7 more findings are left out" {
		t.Errorf("%d results, %+v", len(run.Results), run.Invocations)
	}
	first := run.Results[0]
	if rule := run.Tool.Driver.Rules[first.RuleIndex]; rule.ID != "story.vague" {
		t.Errorf("the index leads to %s", rule.ID)
	}
	at := first.Locations[0].Physical
	// the tenth character of the line stands behind one that takes two units
	want := sarifPhysical{sarifArtifact{"./back,log:/items/VS-1-a%20b%23.md", "%SRCROOT%"}, &sarifRegion{4, 11, 4, 13}}
	if diff := cmp.Diff(want, at); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestJUnitIsXML(t *testing.T) {
	out := write(t, "junit", report(t, 6))
	d := xml.NewDecoder(strings.NewReader(out))
	d.Strict = true
	for {
		_, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	var suites junitSuites
	if err := xml.Unmarshal([]byte(out), &suites); err != nil {
		t.Fatal(err)
	}
	suite := suites.Suites[0]
	if suite.Tests != 1 || suite.Failures != 1 || len(suite.Cases) != 1 || len(suite.Cases[0].Failures) != 4 || strings.Count(suite.Cases[0].Out, "\n") != 1 {
		t.Errorf("%+v", suite)
	}
	if want := "VS-1 😀 ::error::"; suite.Cases[0].Name != want {
		t.Errorf("name %q, want %q", suite.Cases[0].Name, want)
	}
}

// FuzzGitHub holds that whatever a finding says, a runner reads one command a line and nothing else.
func FuzzGitHub(f *testing.F) {
	f.Add(hostile, "items/VS-1.md")
	f.Add("a\r\n::set-env name=x::y", "items/a\n::error::.md")
	f.Fuzz(func(t *testing.T, text, path string) {
		r := report(t, 0)
		for range 2 * shownByHost {
			r.Found = append(r.Found, check.Finding{Rule: "x.y", Level: check.Error, Pos: backlog.Position{Path: path, Line: 1, Column: 1}, Message: text})
		}
		out := write(t, "github", r)
		n := 0
		for _, line := range strings.FieldsFunc(out, func(r rune) bool { return r == '\n' || r == '\r' }) {
			if strings.HasPrefix(strings.TrimLeft(line, " \t"), "::") {
				n++
			}
		}
		if n != shownByHost {
			t.Errorf("%d commands in\n%s", n, out)
		}
	})
}
