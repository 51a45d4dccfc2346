package attr_test

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog/git/internal/attr"
)

// A repo has files of attributes where git looks for them.
type repo struct {
	t     testing.TB
	dir   string
	files map[string]string
	fold  bool
}

func newRepo(t testing.TB, files map[string]string, fold bool) *repo {
	t.Helper()
	r := &repo{t, t.TempDir(), files, fold}
	r.git("init", "-q")
	r.git("config", "core.ignorecase", fmt.Sprint(fold))
	r.git("config", "core.attributesFile", filepath.Join(r.dir, "global"))
	for name, text := range files {
		if name == "info" {
			name = ".git/info/attributes"
		}
		file := filepath.Join(r.dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

func (r *repo) git(args ...string) string {
	r.t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = r.dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1", "GIT_ATTR_NOSYSTEM=1")
	out, err := cmd.Output()
	if err != nil {
		r.t.Fatalf("git %v: %v", args, err)
	}
	return string(out)
}

func (r *repo) finder() *attr.Finder {
	return attr.New(attr.Options{
		Before: []attr.Source{attr.Source(r.files["global"])},
		After:  []attr.Source{attr.Source(r.files["info"])},
		Read: func(folder string) ([]byte, error) {
			text, ok := r.files[path.Join(folder, ".gitattributes")]
			if !ok {
				return nil, fs.ErrNotExist
			}
			return []byte(text), nil
		},
		FoldCase: r.fold,
	})
}

// byGit gives what git check-attr says.
func (r *repo) byGit(name string) map[string]string {
	r.t.Helper()
	got := map[string]string{}
	fields := strings.Split(r.git("check-attr", "-z", "-a", "--", name), "\x00")
	for i := 0; i+2 < len(fields); i += 3 {
		value := fields[i+2]
		switch value {
		case "set":
			value = attr.Set
		case "unset":
			value = attr.Unset
		}
		got[fields[i+1]] = value
	}
	return got
}

func TestLikeGit(t *testing.T) {
	paths := []string{
		"a.md", "A.MD", "backlog/a.md", "backlog/items/VS-1.md", "backlog/items/VS-1.txt", "backlog/items/with space.md",
		"backlog/x/items/a.md", "docs/items/a.md", "items", "backlog/#x.md", "backlog/!x.md", "backlog/a[1].md", "x/y/z/deep.md",
	}
	for _, tt := range []struct {
		name  string
		files map[string]string
	}{
		{"by ending", map[string]string{".gitattributes": "*.md text=auto merge=po\n"}},
		{"folder's own last", map[string]string{".gitattributes": "*.md text\n", "backlog/.gitattributes": "*.md text=auto\n", "backlog/items/.gitattributes": "VS-* -text\n"}},
		{"later line last", map[string]string{".gitattributes": "*.md text eol=lf\n*.md -text\n*.md !eol\n"}},
		{"info over all", map[string]string{"info": "*.md eol=crlf\n", "backlog/.gitattributes": "*.md eol=lf text\n"}},
		{"global under all", map[string]string{"global": "*.md eol=crlf diff=md\n", ".gitattributes": "*.md eol=lf\n"}},
		{"binary", map[string]string{".gitattributes": "*.md binary\n*.txt binary text\nitems -binary\n"}},
		{"macro", map[string]string{".gitattributes": "[attr]prose text eol=lf other\n*.md prose -other\n*.txt !prose\n", "backlog/.gitattributes": "[attr]mine text\n*.txt mine\n"}},
		{"macro of macros", map[string]string{"global": "[attr]one text\n[attr]two one x=y\n", ".gitattributes": "*.md two\n[attr]one -text\n"}},
		{"anchored", map[string]string{".gitattributes": "/a.md x\nbacklog/*.md y\nitems/a.md z\n**/items/*.md w\nbacklog/** v\nbacklog/**/a.md u\n"}},
		{"in a folder", map[string]string{"backlog/.gitattributes": "/a.md x\nitems/*.md y\n**/a.md z\n/backlog/a.md w\n"}},
		{"folders are no files", map[string]string{".gitattributes": "items/ x\nbacklog/ y\nbacklog z\n"}},
		{"blanks and comments", map[string]string{".gitattributes": "# *.md x\n\n  *.md\ttext \t eol=lf\r\n\\#x.md y\n\"#x.md\" z\n\t\n"}},
		{"quoted", map[string]string{".gitattributes": "\"backlog/items/with space.md\" x\n\"\\141.md\" y\n\"unfinished z\n"}},
		{"nothing in quotes", map[string]string{".gitattributes": "\"\" x\n\"\"\n*.md y\n\"\" -y\n"}},
		{"not allowed", map[string]string{".gitattributes": "!a.md x\n*.md -bad-name! y\n*.md ok\n*.md -- z\n*.md a.b=c\n\\!x.md neg\n"}},
		{"classes", map[string]string{".gitattributes": "[ab].md x\n[!a]*.md y\na\\[1\\].md z\n?.md w\nVS-[0-9].md v\n"}},
		{"without attributes", map[string]string{".gitattributes": "*.md\n*.txt x\n*\n"}},
		{"byte order mark", map[string]string{".gitattributes": "\ufeff*.md x\n"}},
		{"long line", map[string]string{".gitattributes": "*.md " + strings.Repeat("x", 3000) + "\n*.md y\n"}},
		{"no line end", map[string]string{".gitattributes": "*.md text"}},
		{"values", map[string]string{".gitattributes": "*.md a=b=c d= =e f\n*.txt g=-h -i=j\n"}},
	} {
		for _, fold := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, fold %t", tt.name, fold), func(t *testing.T) {
				r := newRepo(t, tt.files, fold)
				f := r.finder()
				for _, name := range paths {
					got, err := f.Of(name)
					if err != nil {
						t.Fatal(err)
					}
					if diff := cmp.Diff(r.byGit(name), got); diff != "" {
						t.Errorf("%s (-git +ours):\n%s", name, diff)
					}
				}
			})
		}
	}
}

// FuzzOf takes any bytes for a file of attributes: never a panic.
func FuzzOf(f *testing.F) {
	f.Add("*.md text=auto merge=po\n", "backlog/a.md")
	f.Add("[attr]a b\n[attr]b a\n* a\n", "x")
	f.Add("\"\\", "x/y")
	f.Add("\"\"", "x")
	f.Add("A", "//") // no path of git, but no reason to go round for ever
	f.Fuzz(func(t *testing.T, text, name string) {
		if name == "" {
			return
		}
		finder := attr.New(attr.Options{Read: func(string) ([]byte, error) { return []byte(text), nil }})
		if _, err := finder.Of(name); err != nil {
			t.Error(err)
		}
	})
}
