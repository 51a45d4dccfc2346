package backlog

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// Of twelve public backlogs every line is in an entry or a report, and every story has
// a title of at most 80 characters and keeps its sentence.
func TestRealLists(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "shared", "data", "userstories", "*.txt"))
	if err != nil || len(files) == 0 {
		t.Log("without the public backlogs")
		return
	}
	lines, stories, long, continued, empty := 0, 0, 0, 0, 0
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		text := string(data)
		entries, reports := ParseList(text)
		n := strings.Count(strings.TrimSuffix(text, "\n"), "\n") + 1
		lines += n
		if len(entries)+len(reports) != n {
			t.Errorf("%s: %d entries and %d reports for %d lines", path, len(entries), len(reports), n)
		}
		for _, r := range reports {
			if r.Reason == ListContinued {
				continued++
			} else {
				empty++
			}
		}
		for _, e := range entries {
			title, body := TitleFromSentence(e.Text)
			if utf8.RuneCountInString(title) > titleCut || title == "" {
				t.Errorf("%s:%d: title %q", path, e.Line, title)
			}
			if _, ok := ParseStory(e.Text); ok {
				stories++
				if body != oneLine(e.Text) {
					t.Errorf("%s:%d: the sentence became %q", path, e.Line, body)
				}
			}
			if utf8.RuneCountInString(e.Text) > titleMax {
				long++
			}
		}
	}
	t.Logf("%d lines: %d stories, %d over %d characters, %d continued, %d empty", lines, stories, long, titleMax, continued, empty)
	if stories != 907 {
		t.Errorf("%d stories, want 907", stories)
	}
}
