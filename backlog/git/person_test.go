package git

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/po-backlog/po/backlog"
)

// nobody takes the identity out of the environment that tests have as a rule.
func nobody(more ...string) variables {
	v := variables{}
	for _, role := range []string{"AUTHOR", "COMMITTER"} {
		for _, what := range []string{"NAME", "EMAIL", "DATE"} {
			v["GIT_"+role+"_"+what] = ""
		}
	}
	for i := 0; i < len(more); i += 2 {
		v[more[i]] = more[i+1]
	}
	return v
}

// environ of nobody leaves out what is empty: git tells an empty name from none.
func (v variables) withoutEmpty() []string {
	var env []string
	for _, e := range quietEnv() {
		name, _, _ := strings.Cut(e, "=")
		if value, told := v[name]; !told || value != "" {
			env = append(env, e)
		}
	}
	for name, value := range v {
		if value != "" {
			env = append(env, name+"="+value)
		}
	}
	return env
}

func gitIdent(dir, role string, v variables) (person, bool) {
	cmd := exec.Command("git", "var", role+"_IDENT")
	cmd.Dir = dir
	cmd.Env = v.withoutEmpty()
	out, err := cmd.Output()
	return parsePerson([]byte(strings.TrimSuffix(string(out), "\n"))), err == nil
}

// A commit is UTF-8: what comes in another encoding is taken for Latin 1, as by git, and not lost.
func TestTextIsUTF8LikeGit(t *testing.T) {
	for _, text := range []string{"Jos\xe9", "\xc5ngstr\xf6m \xe9\xc3\xa9", "fine \xc3\xa9 \ufffd", "\xff", "cut \xe6\x9d", "\x80\x9f \xc0\x80 \xed\xa0\x80"} {
		dir := t.TempDir()
		if _, err := tryGit(dir, "init", "-q"); err != nil {
			t.Fatal(err)
		}
		tree, err := tryGit(dir, "write-tree")
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command("git", "commit-tree", "-F", "-", strings.TrimSpace(tree))
		cmd.Dir, cmd.Env, cmd.Stdin = dir, append(quietEnv(), "GIT_AUTHOR_NAME="+text), strings.NewReader(text+"\n")
		made, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		commit, err := tryGit(dir, "cat-file", "commit", strings.TrimSpace(string(made)))
		if err != nil {
			t.Fatal(err)
		}
		head, want, _ := strings.Cut(commit, "\n\n")
		if got := message(text); got != want {
			t.Errorf("message %q: %q, git has %q", text, got, want)
		}
		if author := "author " + clean(text) + " <"; !strings.Contains(head, author) {
			t.Errorf("name %q: no %q in %q", text, author, head)
		}
	}
}

func TestIdentityAgreesWithGit(t *testing.T) {
	tests := []struct {
		name   string
		config string // of the repository
		env    variables
	}{
		{"user", "[user]\nname = Mara Lind\nemail = mara@example.org\n", nobody()},
		{"environment over user", "[user]\nname = Mara Lind\nemail = mara@example.org\n", nobody("GIT_AUTHOR_NAME", "Env", "GIT_COMMITTER_EMAIL", "env@example.org")},
		{"roles over user", "[user]\nname = Mara\nemail = m@x\n[author]\nname = Au Thor\n[committer]\nemail = c@x\n", nobody()},
		{"environment over roles", "[author]\nname = Au Thor\nemail = a@x\n[user]\nname = U\nemail = u@x\n", nobody("GIT_AUTHOR_NAME", "Env")},
		{"mail from EMAIL", "[user]\nname = Mara\n", nobody("EMAIL", "mail@example.org")},
		{"no EMAIL where only settings count", "[user]\nname = Mara\nuseConfigOnly = true\n", nobody("EMAIL", "mail@example.org")},
		{"nothing, and settings only", "[user]\nuseConfigOnly = true\n", nobody()},
		{"crud around and within", "[user]\nname = \" .,;: Mara <Lind> \\\\ ' \"\nemail = \"<mara@example.org>\"\n", nobody()},
		{"nothing but crud", "[user]\nname = \".;<>\"\nemail = m@x\n", nobody()},
		{"line end in a name", "[user]\nname = \"Ma\\nra\"\nemail = m@x\n", nobody()},
		{"quotes inside stay", "[user]\nname = \"O'Neil, \\\"Mac\\\" Jr.\"\nemail = m@x\n", nobody()},
		{"other scripts", "[user]\nname = 松本 行弘\nemail = m@x\n", nobody()},
		{"included", "[include]\npath = more\n", nobody()},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newSandbox(t)
			b.write("backlog/po.yaml", "", ".git/more", "[user]\nname = Included\nemail = i@x\n")
			f, err := os.OpenFile(filepath.Join(b.work, ".git", "config"), os.O_APPEND|os.O_WRONLY, 0)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := f.WriteString(tt.config); err != nil {
				t.Fatal(err)
			}
			f.Close()
			r, err := Open(b.work, tt.env.options())
			if err != nil {
				t.Fatal(err)
			}
			for _, in := range []role{authorRole(), committerRole()} {
				want, ok := gitIdent(b.work, in.variable, tt.env)
				got, err := r.identity(t.Context(), in)
				if (err == nil) != ok || ok && (got.name != want.name || got.mail != want.mail) {
					t.Errorf("%s: %q <%s> %v, git says %q <%s> %t", in.name, got.name, got.mail, err, want.name, want.mail, ok)
				}
				var nobody *ErrNoIdentity
				if err != nil && (!errors.As(err, &nobody) || nobody.Role != in.name) {
					t.Errorf("%s: %v", in.name, err)
				}
			}
		})
	}
}

// TestIdentityWithoutGit has no git to ask: what nobody has said is not guessed.
func TestIdentityWithoutGit(t *testing.T) {
	b := newSandbox(t).withBacklog()
	o := nobody().options()
	o.LookPath = func(string) (string, error) { return "", exec.ErrNotFound }
	r, err := Open(b.work, o)
	if err != nil {
		t.Fatal(err)
	}
	var none *ErrNoIdentity
	if _, err := r.Author(); !errors.As(err, &none) {
		t.Errorf("nobody: %v", err)
	}
	o.Getenv = nobody("GIT_AUTHOR_NAME", "Mara", "GIT_AUTHOR_EMAIL", "m@x").getenv
	if r, err = Open(b.work, o); err != nil {
		t.Fatal(err)
	}
	if p, err := r.Author(); err != nil || p != (backlog.Person{Name: "Mara", Email: "m@x"}) {
		t.Errorf("%v, %v", p, err)
	}
	if _, _, err := r.people(t.Context()); !errors.As(err, &none) || none.Role != "committer" {
		t.Errorf("an author makes no committer: %v", err)
	}
}

func TestDatesAgreeWithGit(t *testing.T) {
	t.Setenv("TZ", "UTC") // in which zone git is asked

	b := newSandbox(t).withBacklog()
	dates := []string{
		"1760000000 +0200", "@1760000000 +0200", "@0 +0000", "@12 -0330", "1760000000 -1245",
		"Thu, 7 Apr 2005 22:13:13 +0200", "Thu, 07 Apr 2005 22:13:13 +0200", "7 Apr 2005 22:13:13 -0700", "Thu, 7 Apr 2005 22:13:13 GMT",
		"2005-04-07T22:13:13", "2005-04-07 22:13:13", "2005-04-07T22:13:13Z", "2005-04-07T22:13:13+02:00", "2005-04-07 22:13:13 +0200",
		"2005-04-07T22:13:13.789+0200", "2005-04-07 22:13:13.789", "2005.04.07 22:13:13", "04/07/2005 22:13:13", "07.04.2005 22:13:13",
		"Thu Apr 7 22:13:13 2005 +0200", "Thu Apr  7 22:13:13 2005", "2005-04-07 22:13", "2026-10-12T10:00:00-05:00", "2005-07-07T22:13:13",
		"20050407T221313", "2005-04-07 22:13:13 -5", "2005-04-07", "yesterday", "never", "", "2005-13-07 22:13:13", "@99 +02", "1760000000", "2005-04-07T22:13:13 EST",
	}
	for _, text := range dates {
		env := variables{"GIT_AUTHOR_DATE": text, "TZ": "UTC"}
		o := env.options()
		o.Now = func() time.Time { return noon().UTC() }
		r, err := Open(b.work, o)
		if err != nil {
			t.Fatal(err)
		}
		got, err := r.date(t.Context(), authorRole())
		want, ok := gitIdent(b.work, "GIT_AUTHOR", env)
		if text == "" {
			want.when, ok = o.Now(), true // git looks at the system's clock
		}
		if (err == nil) != ok || ok && (!got.Equal(want.when) || got.Format("-0700") != want.when.Format("-0700")) {
			t.Errorf("%q: %v %v, git says %v %t", text, got, err, want.when, ok)
		}
		o.LookPath = func(string) (string, error) { return "", exec.ErrNotFound }
		r, err = Open(b.work, o)
		if err != nil {
			t.Fatal(err)
		}
		alone, err := r.date(t.Context(), authorRole())
		var bad *ErrBadDate
		if err == nil && !alone.Equal(got) || err != nil && !errors.As(err, &bad) {
			t.Errorf("%q without git: %v %v, with it %v", text, alone, err, got)
		}
	}
}

// TestDocumentedDates are the forms that must be read without a git.
func TestDocumentedDates(t *testing.T) {
	for _, text := range []string{
		"@1112911993 +0200", "1112911993 +0200", "Fri, 8 Apr 2005 00:13:13 +0200", "2005-04-08T00:13:13+02:00", "2005-04-08 00:13:13 +0200",
		"2005.04.08 00:13:13 +0200", "04/08/2005 00:13:13 +0200", "08.04.2005 00:13:13 +0200", "Fri Apr 8 00:13:13 2005 +0200", "2005-04-07T22:13:13Z",
	} {
		when, ok := parseDate(text, noon().Location())
		if !ok || when.Unix() != 1112911993 {
			t.Errorf("%q: %v, %t", text, when, ok)
		}
	}
	for _, text := range []string{"2005-04-07", "", "x", "@", "@x +0200", "99 +0200", "@1 +2", "@9999999999999999999 +0000"} {
		if when, ok := parseDate(text, noon().Location()); ok {
			t.Errorf("%q: %v", text, when)
		}
	}
}

func TestNoClock(t *testing.T) {
	b := newSandbox(t).withBacklog()
	o := nobody("GIT_AUTHOR_NAME", "A", "GIT_AUTHOR_EMAIL", "a@x").options()
	o.Now = nil
	r, err := Open(b.work, o)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := r.people(t.Context()); !errors.Is(err, ErrNoClock) {
		t.Errorf("%v", err)
	}
}
