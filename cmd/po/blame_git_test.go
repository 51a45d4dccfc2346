package main

import (
	"encoding/json"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// git blame is the witness of po blame: of every key that stands on one line of a file both name the same commit, over the whole
// history of the example.
func TestBlameNamesWhomGitNames(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	dir := filepath.Join(t.TempDir(), "tour")
	d.po("tour", dir, "--keep")
	d = d.at(dir)
	line := regexp.MustCompile(`^\^?([0-9a-f]+) +\d+\) ([a-z_]+): ([^{\[>|]+)$`)
	compared := 0
	for path := range strings.Lines(d.git("ls-files", "backlog/items", "backlog/sprints", "backlog/goals")) {
		path = strings.TrimSpace(path)
		wrote := map[string]string{} // by key and value
		id := ""
		for text := range strings.Lines(d.git("blame", "-l", "-s", "--root", path)) {
			m := line.FindStringSubmatch(strings.TrimSpace(text))
			if m == nil {
				continue
			}
			wrote[m[2]+" "+strings.Trim(m[3], `"'`)] = m[1]
			if m[2] == "id" {
				id = m[3]
			}
		}
		var parts []struct{ Field, Value, Commit string }
		if err := json.Unmarshal([]byte(d.po("blame", id, "--json=field,value,commit")), &parts); err != nil {
			t.Fatal(err)
		}
		for _, p := range parts {
			want, oneLine := wrote[p.Field+" "+p.Value]
			if !oneLine {
				continue
			}
			compared++
			if !strings.HasPrefix(p.Commit, want) {
				t.Errorf("%s %s %s: po says %s, git says %s", id, p.Field, p.Value, p.Commit, want)
			}
		}
	}
	if compared < 200 {
		t.Errorf("%d keys compared", compared)
	}
}
