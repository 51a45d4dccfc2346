package config

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	tests := []struct {
		text string
		want []Setting
	}{
		{"", nil},
		{"# only a comment", nil},
		{"[user]\n\tname = Mara Lind\n", []Setting{{Key: "user.name", Value: "Mara Lind"}}},
		{"\ufeff[User]\r\nNAME=x\r\n", []Setting{{Key: "user.name", Value: "x"}}},
		{"[core] bare\n", []Setting{{Key: "core.bare", Implicit: true}}},
		{"[core] bare =\n", []Setting{{Key: "core.bare"}}},
		{"[core]\nbare", []Setting{{Key: "core.bare", Implicit: true}}},
		{`[a "B \"c\" \\ d"] k = v`, []Setting{{Key: `a.B "c" \ d.k`, Value: "v"}}},
		{"[a.B]k=v", []Setting{{Key: "a.b.k", Value: "v"}}},
		{"[a] k = one ; two\n", []Setting{{Key: "a.k", Value: "one"}}},
		{"[a] k = \"one ; two  \" \n", []Setting{{Key: "a.k", Value: "one ; two  "}}},
		{"[a] k = one \\\n  two\n", []Setting{{Key: "a.k", Value: "one   two"}}},
		{`[a] k = \t\n\b\\\"`, []Setting{{Key: "a.k", Value: "\t\n\b\\\""}}},
		{"[a] k = caf\xe9\n", []Setting{{Key: "a.k", Value: "caf\xe9"}}},
	}
	for _, tt := range tests {
		got, err := Parse("x", []byte(tt.text))
		if err != nil {
			t.Errorf("Parse(%q): %v", tt.text, err)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("Parse(%q): %s", tt.text, diff)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for text, line := range map[string]int{
		"[a\n":              2,
		"[a]\n1k = v\n":     2,
		"\n[a b]\n":         2,
		"[a \"b\n":          2,
		"[a \"b\" ]":        1,
		"[a]\nk v\n":        2,
		"[a]\n\n\nk = \\q":  4,
		"[a]\nk = \"open\n": 3,
		"[é]\n":             1,
		"k\x00 = v":         1,
	} {
		_, err := Parse("file", []byte(text))
		want := &SyntaxError{Path: "file", Line: line}
		if got, ok := err.(*SyntaxError); !ok || *got != *want {
			t.Errorf("Parse(%q): %v, want %v", text, err, want)
		}
	}
}

// TestAgreesWithGitOnText cuts and joins pieces of the language at random and
// asks git what each text says.
func TestAgreesWithGitOnText(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Log("no git to compare with")
		return
	}
	pieces := []string{
		"[a]", "[a \"B\"]", "[A.b]", "[a", "]", "\n", "\r\n", " ", "  ", "k", "Key-1", "=", " = ", "v", "value one", "\"", "\\", "\\\n",
		"\\t", "\\n", "\\\"", "#", ";", "# c\n", "é", "\xff", "1", ".", "k=v\n", "\n[z]\n", "on", "\\\\", "'",
	}
	random := rand.New(rand.NewPCG(1, 2))
	path := filepath.Join(t.TempDir(), "config")
	for range 400 {
		var text strings.Builder
		text.WriteString([]string{"", "[a]\n", "[s \"Sub\"]\nk = "}[random.IntN(3)])
		for range 1 + random.IntN(12) {
			text.WriteString(pieces[random.IntN(len(pieces))])
		}
		if err := os.WriteFile(path, []byte(text.String()), 0o666); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command("git", "config", "--file", path, "--list", "-z")
		want, gitErr := cmd.Output()
		settings, err := Parse(path, []byte(text.String()))
		if (err != nil) != (gitErr != nil) {
			t.Errorf("%q: error %v, git's %v", text.String(), err, gitErr)
			continue
		}
		if diff := cmp.Diff(string(want), list(settings, false)); err == nil && diff != "" {
			t.Errorf("%q: %s", text.String(), diff)
		}
	}
}

// list prints settings as git config --list -z does.
func list(settings []Setting, scopes bool) string {
	var out strings.Builder
	for _, s := range settings {
		if scopes {
			fmt.Fprintf(&out, "%s\x00", [...]string{"system", "global", "local", "worktree", "command"}[s.Scope])
		}
		out.WriteString(s.Key)
		if !s.Implicit {
			out.WriteString("\n" + s.Value)
		}
		out.WriteByte(0)
	}
	return out.String()
}

func FuzzParse(f *testing.F) {
	f.Add("[a \"b\"]\nk = \"v\" # c\n")
	f.Add("\ufeff[a]k=\\\n")
	f.Fuzz(func(t *testing.T, text string) {
		settings, err := Parse("x", []byte(text))
		if err != nil && settings != nil {
			t.Error("settings beside an error")
		}
		for _, s := range settings {
			if strings.HasPrefix(s.Key, ".") || s.Key == "" {
				continue // a key before the first section, which git reads too
			}
			if s.Implicit && s.Value != "" {
				t.Errorf("%q: a value and none", s.Key)
			}
		}
	})
}
