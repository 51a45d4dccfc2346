package git

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func (b *sandbox) taken(key string) int {
	b.t.Helper()
	n, err := b.open("").TakenIDs(b.t.Context(), key)
	if err != nil {
		b.t.Fatal(err)
	}
	return n
}

func TestTakenIDs(t *testing.T) {
	b := newSandbox(t).withBacklog()
	expect := func(why string, want int) {
		t.Helper()
		for _, how := range []string{"first", "remembered"} {
			if got := b.taken("VS"); got != want {
				t.Errorf("%s, %s: %d, want %d", why, how, got, want)
			}
		}
	}
	aside := func(name, path, text string) {
		b.git("switch", "-q", "-c", name)
		b.seed(path, text)
		b.git("switch", "-q", "main")
	}
	expect("HEAD", 2)
	aside("feature", "backlog/items/VS-7-far.md", item("VS-7", "Far"))
	expect("another branch", 7)
	aside("unnamed", "backlog/items/deep/er/some-story.md", item("VS-9", "No id in its name"))
	expect("a file whose name has no id", 9)
	aside("liar", "backlog/items/VS-11-x.md", item("VS-99", "The name counts"))
	expect("a file whose name says less", 11)
	aside("other", "backlog/items/AB-500-x.md", item("AB-500", "Another key"))
	aside("random", "backlog/items/VS-7k2mq-x.md", item("VS-7k2mq", "Random"))
	aside("passed", "backlog/items/_old/VS-600-x.md", item("VS-600", "Passed over"))
	aside("elsewhere", "notes/items/VS-700-x.md", item("VS-700", "Not of this backlog"))
	aside("goals", "backlog/goals/VS-800.md", item("VS-800", "No item"))
	aside("broken", "backlog/items/broken.md", "---\nid: VS-900\nid: [\n")
	expect("what does not count", 11)
	b.git("tag", "-a", "-m", "x", "kept", "feature")
	b.git("tag", "tree", "HEAD^{tree}")
	b.git("tag", "blob", "HEAD:README.md")
	b.git("branch", "-D", "-q", "feature", "liar", "unnamed")
	expect("an annotated tag, and tags of no commit", 7)
	b.git("pack-refs", "--all")
	expect("packed refs", 7)
	outside := filepath.Dir(b.work)
	b.runIn(outside, "clone", "-q", "work", "theirs")
	theirs := &sandbox{t: t, work: filepath.Join(outside, "theirs")}
	theirs.git("switch", "-q", "-c", "proposal")
	theirs.seed("backlog/items/VS-20-theirs.md", item("VS-20", "Theirs"))
	b.git("remote", "add", "theirs", theirs.work)
	b.git("fetch", "-q", "theirs")
	expect("a remote branch", 20)
	b.write("backlog/items/VS-30-staged.md", item("VS-30", "Staged"))
	expect("in the work tree alone", 20) // the snapshot knows of those
	b.git("add", ".")
	expect("staged", 30)
	b.write("backlog/items/staged.md", item("VS-31", "Staged without an id in its name"))
	b.git("add", ".")
	expect("staged without a name", 31)
	b.write("backlog/items/intent.md", item("VS-40", "Not staged yet"))
	b.git("add", "-N", ".")
	expect("intent to add", 31)
	if got := b.taken("AB"); got != 500 {
		t.Errorf("the other key: %d", got)
	}
	expect("after the other key", 31)
	b.git("gc", "-q")
	expect("packed", 31)
}

// TestIDMemory damages what is remembered in every way; the answer stays.
func TestIDMemory(t *testing.T) {
	b := newSandbox(t).withBacklog()
	b.seed("backlog/items/plain.md", item("VS-12", "Opened once"))
	path := filepath.Join(b.work, ".git", "po", "ids")
	if got := b.taken("VS"); got != 12 {
		t.Fatal(got)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	forged := strings.Replace(string(whole), " 12 ", " 99 ", 1)
	for name, text := range map[string]string{
		"empty": "", "cut": string(whole[:len(whole)/2]), "forged without its checksum": forged, "of another version": "po ids 9\n" + sumLine([]byte("po ids 9\n")),
		"not text": "\x00\xff", "lines of nonsense": "po ids 1\nx y z\n\n" + sumLine([]byte("po ids 1\nx y z\n\n")),
	} {
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		if got := b.taken("VS"); got != 12 {
			t.Errorf("%s: %d", name, got)
		}
	}
	if err := os.RemoveAll(filepath.Dir(path)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Dir(path), []byte("a file where the folder would be"), 0o666); err != nil {
		t.Fatal(err)
	}
	if got := b.taken("VS"); got != 12 {
		t.Errorf("where nothing can be written: %d", got)
	}
}

// TestIDMemoryIsUsed replaces what is remembered, checksum and all, and so sees
// that nothing was read again; another backlog's lines are kept.
func TestIDMemoryIsUsed(t *testing.T) {
	b := newSandbox(t).withBacklog()
	path := filepath.Join(b.work, ".git", "po", "ids")
	b.taken("VS")
	b.taken("AB")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	body := strings.ReplaceAll(string(text[:len(text)-41]), ` 2 "VS backlog"`, ` 77 "VS backlog"`)
	if err := os.WriteFile(path, []byte(body+sumLine([]byte(body))), 0o666); err != nil {
		t.Fatal(err)
	}
	if got := b.taken("VS"); got != 77 {
		t.Errorf("%d is not what was remembered", got)
	}
	if !strings.Contains(body, fmt.Sprintf("%q", "AB backlog")) {
		t.Errorf("the lines of the other key are gone:\n%s", body)
	}
}
