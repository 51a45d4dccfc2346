package git

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
)

// A dimension is one way in which repositories differ, with its values; one that is listed twice comes twice as often.
type dimension struct {
	name   string
	values []string
}

// dimensions gives everything that a scene is made of. Those after "neighbours" are there or not.
func dimensions() []dimension {
	all := []dimension{
		{"ours", []string{"changed", "new", "new in a new folder", "removed", "last of its folder", "several", "by hand", "staged by hand",
			"executable", "intent to add", "assumed unchanged", "staged new"}},
		{"index version", []string{"2", "3", "4"}},
		{"index shape", []string{"plain", "plain", "plain", "plain", "split", "sparse", "sparse checkout", "no checksum"}},
		{"cache tree", []string{"valid", "absent", "partly valid"}},
		{"watch", []string{"none", "untracked cache", "fsmonitor", "both"}},
		{"racy", []string{"none", "clean", "edited"}},
		{"head", []string{"branch", "detached", "unborn", "packed", "linked worktree"}},
		{"attributes", []string{"none", "text", "text=auto", "-text", "eol=crlf", "eol=lf", "binary"}},
		{"attributes in", []string{"root", "folder", "info"}},
		{"attributes since", []string{"ever", "now"}},
		{"autocrlf", []string{"unset", "true", "input", "false"}},
		{"line ends", []string{"lf", "crlf", "mixed"}},
		{"filemode", []string{"true", "false"}},
		{"ignorecase", []string{"false", "true"}},
		{"neighbours in", []string{"another folder", "our folder"}},
	}
	for _, state := range neighbourStates() {
		all = append(all, dimension{"neighbour " + state, []string{"no", "yes"}})
	}
	return all
}

func neighbourStates() []string {
	return []string{"staged", "unstaged", "both", "untracked", "deleted", "unlinked", "renamed", "intent", "assumed", "skipped", "mode", "resolved"}
}

// A scene is one repository: a value for each dimension.
type scene struct {
	number int
	value  map[string]string
}

func (s scene) is(name string, values ...string) bool { return slices.Contains(values, s.value[name]) }

func (s scene) has(state string) bool { return s.value["neighbour "+state] == "yes" }

func (s scene) String() string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(s.value)) {
		if s.value[name] != "no" {
			fmt.Fprintf(&b, "%s: %s; ", name, s.value[name])
		}
	}
	return b.String()
}

// scenes draws so many: each value of a dimension as often as any other, in an order of its own.
func scenes(count int) []scene {
	rng := rand.New(rand.NewPCG(20, 26))
	all := make([]scene, count)
	for i := range all {
		all[i] = scene{number: i, value: map[string]string{}}
	}
	for _, d := range dimensions() {
		for i, at := range rng.Perm(count) {
			all[at].value[d.name] = d.values[i%len(d.values)]
		}
	}
	for _, s := range all {
		s.agree()
	}
	return all
}

// agree changes what cannot be together.
func (s scene) agree() {
	if s.is("head", "unborn") && s.is("ours", "removed", "last of its folder", "several") {
		s.value["ours"] = "new" // of a branch without commits nothing can be removed
	}
	if s.is("head", "unborn") && s.is("ours", "by hand") {
		s.value["ours"] = "staged by hand" // what is staged already and changed again is refused
	}
	if s.is("head", "unborn") && s.is("ours", "changed", "by hand", "staged by hand", "executable", "assumed unchanged") {
		// git commit -o makes the first commit from an index that has nothing in it: whether the file was stored with CR LF or as
		// executable is forgotten where the disk does not say so, and the commit is not what is staged, as git status then shows.
		s.value["line ends"], s.value["filemode"] = "lf", "true"
	}
	if s.is("index shape", "sparse") { // git add -N breaks a sparse index: git 2.39 repeats an entry in the place of others, or crashes
		s.value["neighbour intent"] = "no"
		if s.is("ours", "intent to add") {
			s.value["ours"] = "staged new"
		}
	}
	if s.is("index version", "3") && !s.has("intent") && !s.has("skipped") && !s.is("index shape", "sparse", "sparse checkout") {
		s.value["neighbour intent"] = "yes" // what the version is for
	}
	if s.is("index version", "2") {
		s.value["neighbour intent"], s.value["neighbour skipped"] = "no", "no"
		if s.is("index shape", "sparse", "sparse checkout") || s.is("ours", "intent to add") {
			s.value["index version"] = "3"
		}
	}
	if s.is("index shape", "split") && s.is("cache tree", "absent") {
		s.value["cache tree"] = "partly valid" // a split index is never taken apart by hand
	}
	if s.is("index shape", "split") && s.is("watch", "fsmonitor", "both") {
		s.value["watch"] = "untracked cache" // git 2.39 makes the index whole when it asks the monitor
	}
}

// shape is what the index is called that only git itself can change; empty: any other.
func (s scene) shape() string {
	switch s.value["index shape"] {
	case "split":
		return "split index"
	case "sparse":
		return "sparse index"
	}
	return ""
}

// tally counts how often each value comes.
func tally(all []scene) map[string]map[string]int {
	counts := map[string]map[string]int{}
	for _, d := range dimensions() {
		counts[d.name] = map[string]int{}
		for _, v := range d.values {
			counts[d.name][v] = 0
		}
	}
	for _, s := range all {
		for name, v := range s.value {
			counts[name][v]++
		}
	}
	return counts
}

// table prints the counts in the order of the dimensions.
func table(counts map[string]map[string]int) string {
	var b strings.Builder
	for _, d := range dimensions() {
		fmt.Fprintf(&b, "\n%-22s", d.name)
		seen := map[string]bool{}
		for _, v := range d.values {
			if !seen[v] {
				fmt.Fprintf(&b, " %s %d,", v, counts[d.name][v])
			}
			seen[v] = true
		}
	}
	return strings.TrimSuffix(b.String(), ",")
}
