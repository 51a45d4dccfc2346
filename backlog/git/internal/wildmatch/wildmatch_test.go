package wildmatch

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestMatch(t *testing.T) {
	long := strings.Repeat("a", 200)
	tests := []struct {
		pattern, text string
		mode          Mode
		want          bool
	}{
		{"foo", "foo", 0, true},
		{"foo", "bar", 0, false},
		{"", "", 0, true},
		{"???", "foo", 0, true},
		{"??", "foo", 0, false},
		{"*", "foo", 0, true},
		{"f*", "foo", 0, true},
		{"*f", "foo", 0, false},
		{"*ob*a*r*", "foobar", 0, true},
		{`foo\*`, "foo*", 0, true},
		{`foo\*bar`, "foobar", 0, false},
		{"*[al]?", "ball", 0, true},
		{"[ten]", "ten", 0, false},
		{"**[!te]", "ten", 0, true},
		{"t[a-g]n", "ten", 0, true},
		{"t[!a-g]n", "ten", 0, false},
		{"t[^a-g]n", "ton", 0, true},
		{"a[]]b", "a]b", 0, true},
		{"a[]-]b", "a-b", 0, true},
		{"a[]a-]b", "aab", 0, true},
		{"[!]a-]", "]", 0, false},
		{"[a-", "a", 0, false},
		{"[[:alpha:]][[:digit:]][[:upper:]]", "a1B", 0, true},
		{"[[:digit:][:upper:][:space:]]", "a", 0, false},
		{"[[:upper:]]", "a", CaseFold, true},
		{"[B-Za]", "b", CaseFold, true},
		{"foo*bar", "foo/baz/bar", Pathname, false},
		{"foo**bar", "foo/baz/bar", Pathname, false},
		{"foo/**/bar", "foo/baz/bar", Pathname, true},
		{"foo/**/**/bar", "foo/b/a/z/bar", Pathname, true},
		{"foo/**/bar", "foo/bar", Pathname, true},
		{"foo/**", "foo", Pathname, false},
		{"foo/**", "foo/a/b", Pathname, true},
		{"foo?bar", "foo/bar", Pathname, false},
		{"foo[/]bar", "foo/bar", Pathname, false},
		{"**/foo", "foo", Pathname, true},
		{"**/foo", "bar/baz/foo", Pathname, true},
		{"*/foo", "bar/baz/foo", Pathname, false},
		{"**/bar/*", "deep/foo/bar/baz", Pathname, true},
		{"**/bar/*", "deep/foo/bar/baz/", Pathname, false},
		{"**/bar/**", "deep/foo/bar/baz/", Pathname, true},
		{"**/*a*b*g*n*t", "abcd/abcdefg/abcdefghijk/abcdefghijklmnop.txt", Pathname, true},
		{"**/*a*b*g*n*t", "abcd/abcdefg/abcdefghijk/abcdefghijklmnop.txtz", Pathname, false},
		{"-*-*-*-*-*-*-12-*-*-*-m-*-*-*", "-adobe-courier-bold-o-normal--12-120-75-75-m-70-iso8859-1", 0, true},
		{"ABC/**", "abc/Def", Pathname | CaseFold, true},
		{strings.Repeat("*a", 60) + "b", long, 0, false},
	}
	for _, tt := range tests {
		if got := Match(tt.pattern, tt.text, tt.mode); got != tt.want {
			t.Errorf("Match(%q, %q, %d) = %t, want %t", tt.pattern, tt.text, tt.mode, got, tt.want)
		}
	}
}

// TestAgreesWithGit asks git itself, whose pathspecs of the kind "glob" are
// these patterns with Pathname. (Not a**: a pathspec takes the a off first and
// then finds ** alone.)
func TestAgreesWithGit(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Log("no git to compare with")
		return
	}
	paths := []string{"a", "a/b", "a/b/c", "ab", "a/bc/d", "b/a", "a-b", "a]b", "B", "x/y/z/a", `a\b`, "a*b"}
	patterns := []string{
		"*", "**", "a*", "*a", "**/a", "a/**", "a/**/c", "a/**/**/c", "a/*", "a/*/d", "**/b/**", "?", "a?b",
		"a[-]b", "a[]]b", "[a-b]", "[!a]", "[^b]/a", "[[:upper:]]", "x/**/a", "x/**a", `a\*b`, `a\\b`, "a[!x]b", "*/*/*", "**b",
	}
	dir := t.TempDir()
	git := func(args ...string) string {
		cmd := exec.Command("git", args...)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
		}
		return string(out)
	}
	git("init", "-q")
	if err := os.WriteFile(filepath.Join(dir, "content"), []byte("content"), 0o666); err != nil {
		t.Fatal(err)
	}
	// The index alone holds the paths, so that no file system has to.
	git("add", "content")
	id := strings.Fields(git("ls-files", "-s", "content"))[1]
	git("rm", "-q", "--cached", "content")
	for _, p := range paths {
		if p == "a" || p == "a/b" || p == "b/a" {
			continue // a file cannot be a folder as well
		}
		git("update-index", "--add", "--cacheinfo", "100644,"+id+","+p)
	}
	all := strings.Split(strings.TrimSuffix(git("ls-files", "-z"), "\x00"), "\x00")
	for _, pattern := range patterns {
		listed := git("-c", "core.quotePath=false", "ls-files", "-z", "--", ":(glob)"+pattern)
		for _, p := range all {
			// A pathspec matches whole folders too, which a pattern does not.
			want := strings.Contains("\x00"+listed, "\x00"+p+"\x00")
			got := Match(pattern, p, Pathname)
			for i := range p {
				got = got || p[i] == '/' && pattern == p[:i]
			}
			if got != want {
				t.Errorf("Match(%q, %q) = %t, git says %t", pattern, p, got, want)
			}
		}
	}
}
