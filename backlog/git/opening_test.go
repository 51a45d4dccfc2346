package git

import (
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// variables are what one run of git, or of ours, finds in its environment
// besides what keeps the tests apart from their surroundings.
type variables map[string]string

func (v variables) environ() []string {
	env := quietEnv()
	for key, value := range v {
		env = append(env, key+"="+value)
	}
	return env
}

func (v variables) getenv(name string) string {
	if value, ok := v[name]; ok {
		return value
	}
	value := ""
	for _, e := range quietEnv() {
		if rest, ok := strings.CutPrefix(e, name+"="); ok {
			value = rest // the last one holds, as for a program
		}
	}
	return value
}

// git runs git in a folder and gives what it printed and how it ended.
func (v variables) git(dir string, args ...string) (string, error) {
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	cmd.Env = v.environ()
	out, err := cmd.Output()
	return strings.TrimSuffix(string(out), "\n"), err
}

// noon is the clock of these tests.
func noon() time.Time { return time.Date(2026, 10, 12, 12, 0, 0, 0, time.FixedZone("", 2*3600)) }

func (v variables) options() Options { return Options{Getenv: v.getenv, Now: noon} }

// withBacklog gives the sandbox a committed backlog of a few items.
func (b *sandbox) withBacklog() *sandbox {
	b.t.Helper()
	b.seed("backlog/po.yaml", "version: 1\nkey: VS\ntimezone: Europe/Berlin\n", "backlog/items/VS-1-map.md", item("VS-1", "Map"),
		"backlog/items/VS-2-pay.md", item("VS-2", "Pay"), "README.md", "other things\n")
	return b
}

func item(id, title string, more ...string) string {
	return "---\nid: " + id + "\nstatus: draft\ntitle: " + title + "\n" + strings.Join(append(more, "---\n"), "\n")
}

// open opens the repository at a place of the work tree.
func (b *sandbox) open(at string) *Repo {
	b.t.Helper()
	r, err := Open(filepath.Join(b.work, filepath.FromSlash(at)), variables{}.options())
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() {
		if err := r.Close(); err != nil {
			b.t.Error(err)
		}
	})
	return r
}
