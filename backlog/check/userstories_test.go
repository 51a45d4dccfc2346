package check

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
)

// The data set of real user stories and another reader's account of the rules
// that fire on them, relative to the repository's root.
const (
	userStories = "../shared/data/userstories"
	storyHits   = "../shared/golden/userstories-hits.json"
)

// sentenceRules are the rules of wording that a sentence alone decides.
var sentenceRules = []string{
	"story.form", "story.role", "story.means", "story.ends", "story.generic-role", "story.two-roles", "story.atomic",
	"story.minimal", "story.vague", "story.solution", "story.short", "story.long", "story.ends-is-means",
}

// storyDifferences are the places where we read a rule otherwise than the golden
// file, with the reason in the rule's own words.
var storyDifferences = map[string]string{
	"g03-loudoun.txt:55 +story.atomic":        `"query/report": a / followed by "report", which is in the verb list`,
	"g27-culrepo.txt:14 +story.atomic":        `"view/upload": a / followed by "upload", which is in the verb list`,
	"g27-culrepo.txt:75 +story.atomic":        `"promote/share": a / followed by "share", which is in the verb list`,
	"g08-frictionless.txt:39 -story.solution": `"MS-SQL" is one word, as "non-existent" is, and not the word "sql"`,
}

// On the public backlogs the rules fire where an independent reading of them says
// so; each difference is named above with its reason.
func TestUserStories(t *testing.T) {
	root := filepath.Join("..", "..")
	data, err := os.ReadFile(filepath.Join(root, storyHits))
	if err != nil {
		t.Logf("without %s: %v", storyHits, err)
		return
	}
	var golden struct {
		Stories int
		Hits    map[string]map[string][]string
	}
	if err := json.Unmarshal(data, &golden); err != nil {
		t.Fatal(err)
	}
	stories := 0
	found := map[string]bool{}
	for file := range golden.Hits {
		data, err := os.ReadFile(filepath.Join(root, userStories, file))
		if err != nil {
			t.Fatal(err)
		}
		for line, rules := range rulesByLine(string(data)) {
			stories++
			for _, difference := range differences(rules, golden.Hits[file][fmt.Sprint(line)]) {
				found[fmt.Sprintf("%s:%d %s", file, line, difference)] = true
			}
		}
	}
	if stories != golden.Stories {
		t.Errorf("%d stories, want %d", stories, golden.Stories)
	}
	expected := map[string]bool{}
	for difference, reason := range storyDifferences {
		expected[difference] = reason != ""
	}
	if diff := cmp.Diff(expected, found); diff != "" {
		t.Error(diff)
	}
	pairs := stories * len(sentenceRules)
	agreement := 100 * float64(pairs-len(found)) / float64(pairs)
	t.Logf("%d of %d story and rule pairs agree: %.2f %%", pairs-len(found), pairs, agreement)
	if agreement < 98.5 {
		t.Errorf("agreement %.2f %%, want at least 98.5 %%", agreement)
	}
}

// rulesByLine judges every line that holds something as a story of its own.
func rulesByLine(text string) map[int][]string {
	r := reader{lexicon: newLexicon(noWords)}
	fired := map[int][]string{}
	for i, line := range strings.Split(text, "\n") {
		entries, _ := backlog.ParseList(line)
		if len(entries) == 0 {
			continue
		}
		s, _ := backlog.ParseStory(entries[0].Text)
		rules := []string{}
		for _, h := range r.judge(&s) {
			rules = append(rules, h.rule)
		}
		fired[i+1] = rules
	}
	return fired
}

// differences lists the rules that only ours has (+) or only theirs (-).
func differences(ours, theirs []string) []string {
	var list []string
	for _, rule := range sentenceRules {
		switch a, b := slices.Contains(ours, rule), slices.Contains(theirs, rule); {
		case a && !b:
			list = append(list, "+"+rule)
		case b && !a:
			list = append(list, "-"+rule)
		}
	}
	return list
}

func noWords(string) []string { return nil }
