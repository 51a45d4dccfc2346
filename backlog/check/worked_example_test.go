package check

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
)

// exampleFindings are what the worked example's page expects: id, rule, level, and the
// column of WSJF for the last two.
const exampleFindings = `
VS-4 story.atomic hint
VS-9 item.too-big hint
VS-9 criteria.none hint
VS-10 story.ends hint
VS-10 story.generic-role hint
VS-10 story.vague hint
VS-10 criteria.none hint
VS-11 story.atomic hint
VS-11 criteria.none hint
R-1 release.must-share warning
 score.wsjf.no-one hint tc
 score.wsjf.no-one hint rroe
`

// The rules find in the worked example what its page expects, and nothing else.
func TestWorkedExample(t *testing.T) {
	a := readArchive(t, filepath.Join("testdata", "worked-example.txtar"))
	b := load(t, a.files)
	if broken := append(b.Broken(), b.Problems()...); len(broken) > 0 {
		t.Fatal(broken[0])
	}
	found := map[string]int{}
	for _, f := range Run(b, Options{Today: backlog.NewDay(2026, time.October, 5)}) {
		line := string(f.ID) + " " + f.Rule + " " + f.Level.String()
		if strings.HasPrefix(f.Rule, "score.wsjf.no-one") {
			line += " " + f.Field
		}
		found[line]++
		if f.Fix == nil || f.Fix.Message == "" || f.Pos.Path == "" || f.Pos.Line == 0 {
			t.Errorf("%s: no next step or place: %+v", line, f)
		}
	}
	expected := map[string]int{}
	for _, line := range strings.Split(strings.Trim(exampleFindings, "\n"), "\n") {
		expected[line]++
	}
	if diff := cmp.Diff(expected, found); diff != "" {
		t.Error(diff)
	}
}

// The list above is that of the page.
func TestExampleFindingsAreThePages(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "golden", "veloshare.yaml"))
	if err != nil {
		t.Logf("without the page: %v", err)
		return
	}
	_, list, _ := strings.Cut(string(data), "\n  check:")
	list, _, _ = strings.Cut(list[strings.IndexByte(list, '\n')+1:], "\n\n")
	var page strings.Builder
	for _, line := range strings.Split(strings.TrimSpace(list), "\n") {
		line = strings.Trim(strings.TrimSpace(line), "-{} ")
		if !strings.HasPrefix(line, "id: ") {
			line = "id: , " + line
		}
		var words []string
		for _, pair := range strings.Split(line, ", ") {
			_, value, _ := strings.Cut(pair, ":")
			words = append(words, strings.TrimSpace(value))
		}
		page.WriteString(strings.Join(words, " ") + "\n")
	}
	if diff := cmp.Diff(strings.TrimLeft(exampleFindings, "\n"), page.String()); diff != "" {
		t.Error(diff)
	}
}
