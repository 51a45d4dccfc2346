package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/po-backlog/po/backlog"
)

// tutorial is the script of a whole review, and tutorialStories how many the list in it has: BK-15 is the last one, and the numbers
// after it are given on the way.
const (
	tutorial        = "testdata/script/review.txtar"
	tutorialStories = 15
)

// TestReviewOfRealStories takes every public list of user stories, and one of our own, through the tutorial of a review, in the place
// of the list in it. What the script says holds for any list, but for the answers that it compares word by word.
func TestReviewOfRealStories(t *testing.T) {
	t.Parallel()
	script, err := txtar.ParseFile(tutorial)
	if err != nil {
		t.Fatal(err)
	}
	lists := map[string][]byte{"own": []byte(strings.Repeat(ownList, 5))}
	for _, path := range sharedData(t, "userstories/*.txt") {
		if lists[strings.TrimSuffix(filepath.Base(path), ".txt")], err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
	}
	dir := t.TempDir()
	for name, list := range lists {
		if err := os.WriteFile(filepath.Join(dir, name+".txtar"), txtar.Format(reviewOf(script, list)), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	testscript.Run(t, testscript.Params{Dir: dir, RequireExplicitExec: true, Setup: setupScript, Cmds: scriptCommands()})
}

// reviewOf is the tutorial with another list in it.
func reviewOf(script *txtar.Archive, list []byte) *txtar.Archive {
	stories, _ := backlog.ParseList(string(list))
	more := len(stories) - tutorialStories
	id := regexp.MustCompile(`BK-(1[5-8])\b`)
	text := id.ReplaceAllStringFunc(string(script.Comment), func(id string) string {
		n, _ := strconv.Atoi(strings.TrimPrefix(id, "BK-"))
		return fmt.Sprintf("BK-%d", n+more)
	})
	files := slices.Clone(script.Files)
	for i := range files {
		if files[i].Name == "stories.txt" {
			files[i].Data = list
		}
	}
	return &txtar.Archive{Comment: []byte(withoutWords(text)), Files: files}
}

// TestReviewOfOtherStories makes of the tutorial's own list the tutorial itself, and counts on from the last story of another one.
func TestReviewOfOtherStories(t *testing.T) {
	script, err := txtar.ParseFile(tutorial)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range script.Files {
		if f.Name == "stories.txt" {
			own := string(reviewOf(script, f.Data).Comment)
			if got, want := own, withoutWords(string(script.Comment)); got != want {
				t.Errorf("of the own list it is\n%s", got)
			}
			other := string(reviewOf(script, append(f.Data, f.Data...)).Comment)
			for _, want := range []string{"po drop BK-30 ", "^BK-31  added  #1", "po renumber BK-32\n", "--before BK-32\n", "po ready BK-1\n"} {
				if !strings.Contains(other, want) {
					t.Errorf("of thirty stories it does not say %q:\n%s", want, other)
				}
			}
		}
	}
}

// withoutWords is a script without what it compares word by word.
func withoutWords(script string) string {
	return regexp.MustCompile(`(?m)^cmp stdout want-.*\n`).ReplaceAllString(script, "")
}
