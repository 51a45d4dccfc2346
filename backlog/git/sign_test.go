package git

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
)

// A signature is one way of being told to sign.
type signature struct {
	name     string
	settings []string // key, value, …
}

// spied puts a program between the one that signs and who calls it, which notes how it was called, and from where, and what it read.
func (b *sandbox) spied(key, program string) {
	b.t.Helper()
	script := `{ pwd; for a; do case $a in */tmp-*|*/.git_signing_*) echo "file:"; cat "$a"; echo;; -U) ;; *) echo "$a";; esac; done; } >>"$SPY"
` + `case $1 in -Y) exec ` + program + ` "$@";; *) tee -a "$SPY" | ` + program + ` "$@";; esac`
	b.script(".git/spy", script)
	b.git("config", key, b.work+"/.git/spy")
}

// bothSign lets git and us make the same commit in copies of one repository. They are to be the same but for the bytes of the
// signature, and the program that signs is to be called alike and to read the same.
func bothSign(t *testing.T, base *sandbox, key, program string, how signature) {
	t.Helper()
	var commits, calls [2]string
	for i := range 2 {
		b := base.copyTo(t)
		b.spied(key, program)
		for j := 0; j < len(how.settings); j += 2 {
			b.git("config", how.settings[j], how.settings[j+1])
		}
		b.git("config", "commit.gpgsign", "true")
		spy := filepath.Join(t.TempDir(), "calls")
		t.Setenv("SPY", spy)
		const text = "po: Größe\n\nwhy, and\n\nPo-Id: VS-1\n"
		if i == 0 {
			b.write("backlog/items/VS-1.md", "signed\n")
			b.git("commit", "-q", "-o", "-m", text, "--", "backlog/items/VS-1.md")
		} else if _, err := b.try(CommitOptions{Message: text, Files: []backlog.FileEdit{b.edit("items/VS-1.md", "signed\n")}}); err != nil {
			var hook *ErrHook
			errors.As(err, &hook)
			t.Fatalf("%s: %v %+v", how.name, err, hook)
		}
		got, err := os.ReadFile(spy)
		if err != nil {
			t.Fatalf("%s: nobody called the program: %v", how.name, err)
		}
		calls[i] = strings.ReplaceAll(string(got), b.work, "WORK")
		b.clean()
		b.git("verify-commit", "HEAD")
		commits[i] = b.git("cat-file", "commit", "HEAD")
	}
	if diff := cmp.Diff(withoutSignature(t, commits[0]), withoutSignature(t, commits[1])); diff != "" {
		t.Errorf("%s: the commit (-git +po):\n%s", how.name, diff)
	}
	if diff := cmp.Diff(calls[0], calls[1]); diff != "" {
		t.Errorf("%s: the program was called (-git +po):\n%s", how.name, diff)
	}
	if strings.Contains(key, "ssh") && commits[0] != commits[1] { // whose signatures of the same are the same
		t.Errorf("%s: git's commit\n%s\nours\n%s", how.name, commits[0], commits[1])
	}
}

// withoutSignature leaves of a signature only where it is and how it is laid out.
func withoutSignature(t *testing.T, commit string) string {
	t.Helper()
	signed := regexp.MustCompile(`(?m)^gpgsig -----BEGIN [A-Z ]+-----\n(?: .*\n)+? -----END [A-Z ]+-----\n(?: \n)?`)
	if !signed.MatchString(commit) {
		t.Errorf("not signed:\n%s", commit)
	}
	return signed.ReplaceAllString(commit, "gpgsig …\n")
}

// TestSignsAsGitDoes compares our signatures with git's, in every format and with every way to name a key. git verify-commit is the witness.
func TestSignsAsGitDoes(t *testing.T) {
	t.Run("openpgp", func(t *testing.T) {
		if !here(t, "gpg", "gpgconf") {
			return
		}
		gnupgHome(t)
		fingerprint := openpgpKey(t)
		base := seeded(t)
		for _, how := range []signature{
			{name: "by the committer"},
			{name: "by the key", settings: []string{"user.signingkey", fingerprint}},
			{name: "by its mail address", settings: []string{"user.signingkey", "committer@example.com", "gpg.format", "openpgp"}},
		} {
			bothSign(t, base, "gpg.program", "gpg", how)
		}
		bothSign(t, base, "gpg.openpgp.program", "gpg", signature{name: "a later program", settings: []string{"user.signingkey", fingerprint}})
	})
	t.Run("x509", func(t *testing.T) {
		if !here(t, "gpgsm", "gpgconf") {
			return
		}
		fingerprint := x509Key(t, gnupgHome(t))
		base := seeded(t)
		bothSign(t, base, "gpg.x509.program", "gpgsm", signature{"by the key", []string{"gpg.format", "x509", "user.signingkey", fingerprint}})
		bothSign(t, base, "gpg.x509.program", "gpgsm", signature{"by the mail address", []string{"gpg.format", "x509", "user.signingkey", "committer@example.com"}})
	})
	t.Run("ssh", func(t *testing.T) {
		if !here(t, "ssh-keygen", "ssh-agent", "ssh-add") {
			return
		}
		dir, err := os.MkdirTemp("", "ps") // short, for the agent's socket
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.RemoveAll(dir) })
		public := sshKey(t, dir, "")
		base := seeded(t)
		base.git("config", "gpg.format", "ssh")
		base.git("config", "gpg.ssh.allowedSignersFile", filepath.Join(dir, "signers"))
		check := func(name string, settings ...string) {
			bothSign(t, base, "gpg.ssh.program", "ssh-keygen", signature{name, settings})
		}
		check("the private file", "user.signingkey", filepath.Join(dir, "key"))
		check("the public file", "user.signingkey", filepath.Join(dir, "key.pub"))
		sshAgent(t, dir)
		if err := os.Remove(filepath.Join(dir, "key")); err != nil {
			t.Fatal(err)
		}
		check("the public file and an agent", "user.signingkey", filepath.Join(dir, "key.pub"))
		check("the key itself", "user.signingkey", "key::"+public)
		check("the key itself, as ever", "user.signingkey", public)
		check("a command", "gpg.ssh.defaultKeyCommand", `sh -c "printf 'key::%s\nmore\n' '`+public+`'"`)
	})
}

// A signature does not need git: the program that signs is called by ourselves.
func TestSignsWithoutGit(t *testing.T) {
	if !here(t, "ssh-keygen") {
		return
	}
	dir := t.TempDir()
	sshKey(t, dir, "")
	b := seeded(t)
	for _, set := range [][2]string{
		{"commit.gpgsign", "true"}, {"gpg.format", "ssh"}, {"user.signingkey", filepath.Join(dir, "key")}, {"gpg.ssh.allowedSignersFile", filepath.Join(dir, "signers")},
	} {
		b.git("config", set[0], set[1])
	}
	s := b.site()
	s.look = func(name string) (string, error) {
		if name == "git" {
			return "", exec.ErrNotFound
		}
		return exec.LookPath(name)
	}
	if _, err := s.commit(t.Context(), CommitOptions{Message: "x", Files: b.three()}); err != nil {
		t.Fatal(err)
	}
	b.git("verify-commit", "HEAD")
	b.clean()
	left, err := filepath.Glob(filepath.Join(b.work, ".git/po/tmp-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %q %v", left, err)
	}
}

// A commit that is not signed does not happen: nothing is written, not even an object, and the program's own words come through.
func TestSignerFails(t *testing.T) {
	b := seeded(t)
	b.script(".git/fails", `cat >/dev/null; echo "[GNUPG:] FAILURE sign 17" >&2; echo "no secret key" >&2; exit 2`)
	b.script(".git/silent", `cat >/dev/null; echo "[GNUPG:] BEGIN_SIGNING" >&2; exit 0`)
	b.script(".git/empty", `cat >/dev/null; echo "[GNUPG:] SIG_CREATED " >&2`)
	b.script(".git/killed", `kill -9 $$`)
	b.script(".git/deaf", `echo "not today" >&2; exit 1`)
	b.script(".git/says", `echo hello`)
	in := func(name string) string { return b.work + "/.git/" + name }
	for _, tt := range []struct {
		name     string
		settings []string
		want     string
	}{
		{"its own words", []string{"gpg.program", in("fails")}, "no secret key\n"},
		{"no word of a signature", []string{"gpg.program", in("silent")}, in("silent") + ": gave no signature\n"},
		{"a signature that nobody vouches for", []string{"gpg.program", in("says")}, in("says") + ": gave no signature\n"},
		{"an empty signature", []string{"gpg.program", in("empty")}, in("empty") + ": gave no signature\n"},
		{"killed", []string{"gpg.program", in("killed")}, in("killed") + ": signal: killed\n"},
		{"reads nothing", []string{"gpg.program", in("deaf")}, "not today\n"},
		{"not there", []string{"gpg.program", "no-such-program"}, "executable file not found"},
		{"not a file", []string{"gpg.program", "./no/such"}, "no such file"},
		{"ssh without a key", []string{"gpg.format", "ssh"}, "user.signingKey or gpg.ssh.defaultKeyCommand is needed"},
		{"ssh with an empty key", []string{"gpg.format", "ssh", "user.signingkey", ""}, "user.signingKey or gpg.ssh.defaultKeyCommand is needed"},
		{"ssh that fails", []string{"gpg.format", "ssh", "user.signingkey", "x", "gpg.ssh.program", in("fails")}, "no secret key\n"},
		{"ssh without a signature", []string{"gpg.format", "ssh", "user.signingkey", "x", "gpg.ssh.program", in("says")}, "no such file"},
		{"a command that fails", []string{"gpg.format", "ssh", "gpg.ssh.defaultKeyCommand", in("deaf")}, "not today\n"},
		{"a command without a key", []string{"gpg.format", "ssh", "gpg.ssh.defaultKeyCommand", in("says")}, "printed no key"},
		{"a command with a bad quote", []string{"gpg.format", "ssh", "gpg.ssh.defaultKeyCommand", "a 'b"}, "bad quotes"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := b.copyTo(t)
			b.git("config", "commit.gpgsign", "true")
			for i := 0; i < len(tt.settings); i += 2 {
				b.git("config", tt.settings[i], tt.settings[i+1])
			}
			before := b.git("count-objects")
			err := b.refused(CommitOptions{Files: b.three()})
			var hook *ErrHook
			if !errors.As(err, &hook) || hook.Name != signing || !strings.Contains(hook.Output, tt.want) || strings.Contains(hook.Output, "GNUPG") {
				t.Errorf("%v: %+v", err, hook)
			}
			if after := b.git("count-objects"); after != before {
				t.Errorf("objects: %s, were %s", after, before)
			}
			b.sound()
		})
	}
}

// What is no setting of git's is refused, not taken for one without a signature.
func TestSigningSettings(t *testing.T) {
	for _, set := range [][2]string{{"commit.gpgsign", "perhaps"}, {"gpg.format", "pgp"}} {
		b := seeded(t)
		b.git("config", "commit.gpgsign", "true")
		b.git("config", set[0], set[1])
		err := b.refused(CommitOptions{Files: b.three()})
		var unsupported *ErrUnsupported
		if !errors.As(err, &unsupported) || unsupported.Extension != set[0]+"="+set[1] {
			t.Errorf("%v: %v", set, err)
		}
	}
}

func TestWithSignature(t *testing.T) {
	const commit = "tree 1\ncommitter a <b> 1 +0000\n\nsubject\n\nbody\n"
	for _, tt := range []struct{ signature, want string }{
		{"-BEGIN\n\nx\n-END\n", "gpgsig -BEGIN\n \n x\n -END\n"},
		{"-BEGIN\r\nx", "gpgsig -BEGIN\n x\n"},
		{"x\n\x00y\n", "gpgsig x\n"},
	} {
		want := "tree 1\ncommitter a <b> 1 +0000\n" + tt.want + "\nsubject\n\nbody\n"
		if diff := cmp.Diff(want, string(withSignature([]byte(commit), tidySignature(tt.signature)))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.signature, diff)
		}
	}
}

// Words of a command, as git splits an alias.
func TestSplitCommand(t *testing.T) {
	for command, want := range map[string][]string{
		`ssh-add -L`:         {"ssh-add", "-L"},
		`  a   b  `:          {"a", "b"},
		`a 'b c'd "e 'f'"`:   {"a", "b cd", "e 'f'"},
		`a\ b "c\"d" 'e\f'`:  {"a b", `c"d`, `e\f`},
		`a "" ''`:            {"a", "", ""},
		``:                   nil,
		`a 'b`:               nil,
		`a "b`:               nil,
		`a b\`:               nil,
		"größe\t\u00a0 'x'y": {"größe", "\u00a0", "xy"},
	} {
		words, ok := splitCommand(command)
		if ok != (want != nil) || ok && !cmp.Equal(words, want) {
			t.Errorf("%q: %q %t", command, words, ok)
		}
	}
}
