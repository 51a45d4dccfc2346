package git

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestFormats holds our gate against git's: what git of this age refuses we
// refuse too, and some that it takes and we do not know.
func TestFormats(t *testing.T) {
	tests := []struct {
		config string
		refuse string // the extension named; empty: taken
	}{
		{"[core]\nrepositoryformatversion = 0\n", ""},
		{"[core]\nrepositoryformatversion = 1\n", ""},
		{"[core]\nrepositoryformatversion = 2\n", "core.repositoryFormatVersion=2"},
		{"[core]\nrepositoryformatversion = x\n", "core.repositoryFormatVersion=x"},
		{"[core]\nrepositoryformatversion = 1\n[extensions]\nobjectFormat = sha256\n", "extensions.objectFormat=sha256"},
		{"[core]\nrepositoryformatversion = 1\n[extensions]\nobjectFormat = sha1\n", ""},
		{"[core]\nrepositoryformatversion = 1\n[extensions]\nrefStorage = reftable\n", "extensions.refStorage=reftable"},
		{"[core]\nrepositoryformatversion = 1\n[extensions]\nrefStorage = files\n", ""},
		{"[core]\nrepositoryformatversion = 1\n[extensions]\nmoon = full\n", "extensions.moon=full"},
		{"[core]\nrepositoryformatversion = 0\n[extensions]\nmoon = full\n", ""},
		{"[core]\nrepositoryformatversion = 1\n[extensions]\ncompatObjectFormat = sha256\n", "extensions.compatObjectFormat=sha256"},
		{"[core]\nrepositoryformatversion = 1\n[extensions]\nnoop = x\nnoop-v1 = x\npreciousObjects = true\npartialClone = origin\nworktreeConfig = true\n", ""},
		{"[extensions]\nobjectFormat = sha256\n", "extensions.objectFormat=sha256"},
	}
	for _, tt := range tests {
		b := newSandbox(t).withBacklog()
		if err := os.WriteFile(filepath.Join(b.work, ".git", "config"), []byte(tt.config), 0o666); err != nil {
			t.Fatal(err)
		}
		_, err := Open(b.work, variables{}.options())
		var unsupported *ErrUnsupported
		switch {
		case tt.refuse == "" && err != nil:
			t.Errorf("%q: %v", tt.config, err)
		case tt.refuse != "" && (!errors.As(err, &unsupported) || unsupported.Extension != tt.refuse):
			t.Errorf("%q: %v, want a refusal of %s", tt.config, err, tt.refuse)
		}
		_, gitErr := variables{}.git(b.work, "rev-parse", "HEAD")
		known := strings.Contains(tt.config, "refStorage = files") // git 2.45 and later
		if gitErr != nil && err == nil && !known {
			t.Errorf("%q: git refuses what we take", tt.config)
		}
	}
}

func TestRealSHA256(t *testing.T) {
	b := newSandbox(t, "--object-format=sha256")
	b.write("backlog/po.yaml", "")
	_, err := Open(b.work, variables{}.options())
	var unsupported *ErrUnsupported
	if !errors.As(err, &unsupported) {
		t.Errorf("%v", err)
	}
	if _, err := Root(b.work, variables{}.options()); !errors.As(err, &unsupported) {
		t.Errorf("Root: %v", err)
	}
}

// TestOwner needs the right to give files away, which root alone has; elsewhere
// the judgement below is all there is to see.
func TestOwner(t *testing.T) {
	b := newSandbox(t).withBacklog()
	other := os.Geteuid() + 1
	if err := os.Lchown(filepath.Join(b.work, ".git"), other, -1); err != nil {
		t.Log("not root: ", err)
		return
	}
	for name, tt := range map[string]struct {
		config string
		env    variables
		want   bool
	}{
		"nothing said":       {"", nil, false},
		"this one":           {"[safe]\ndirectory = {work}\n", nil, true},
		"another one":        {"[safe]\ndirectory = {work}/x\n", nil, false},
		"all":                {"[safe]\ndirectory = *\n", nil, true},
		"taken back":         {"[safe]\ndirectory = *\ndirectory =\n", nil, false},
		"named by GIT_DIR":   {"", variables{"GIT_DIR": ".git"}, true},
		"root by sudo":       {"", variables{"SUDO_UID": strconv.Itoa(other)}, os.Geteuid() == 0},
		"in the environment": {"", variables{"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": b.work}, true},
	} {
		global := filepath.Join(filepath.Dir(b.work), "global")
		if err := os.WriteFile(global, []byte(strings.ReplaceAll(tt.config, "{work}", b.work)), 0o666); err != nil {
			t.Fatal(err)
		}
		env := variables{"GIT_CONFIG_GLOBAL": global}
		for key, value := range tt.env {
			env[key] = value
		}
		_, err := Open(b.work, env.options())
		var owned *ErrNotOwned
		if (err == nil) != tt.want || err != nil && !errors.As(err, &owned) {
			t.Errorf("%s: %v, want taken: %t", name, err, tt.want)
		}
		if _, gitErr := env.git(b.work, "rev-parse", "HEAD"); (gitErr == nil) != (err == nil) {
			t.Errorf("%s: git says %v, we %v", name, gitErr, err)
		}
	}
}

func TestIsSafe(t *testing.T) {
	home := variables{"HOME": "/home/mara"}
	for _, tt := range []struct {
		values []string
		place  string
		want   bool
	}{
		{nil, "/w", false},
		{[]string{"/w"}, "/w", true},
		{[]string{"/w/"}, "/w", true},
		{[]string{"/w"}, "/w/x", false},
		{[]string{"/w/*"}, "/w/x/y", true},
		{[]string{"/w/*"}, "/wx", false},
		{[]string{"~/w"}, "/home/mara/w", true},
		{[]string{"*", ""}, "/w", false},
		{[]string{"", "*"}, "/w", true},
	} {
		if got := isSafe(tt.place, tt.values, home.getenv); got != tt.want {
			t.Errorf("isSafe(%q, %q) is %t", tt.place, tt.values, got)
		}
	}
}

func TestImplicitBare(t *testing.T) {
	b := newSandbox(t).withBacklog()
	outside := filepath.Dir(b.work)
	b.runIn(outside, "clone", "-q", "--bare", "work", "bare")
	env := variables{"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.bareRepository", "GIT_CONFIG_VALUE_0": "explicit"}
	var unsupported *ErrUnsupported
	if _, err := Open(filepath.Join(outside, "bare"), env.options()); !errors.As(err, &unsupported) {
		t.Errorf("found: %v", err)
	}
	env["GIT_DIR"] = filepath.Join(outside, "bare")
	if _, err := Open(outside, env.options()); err != nil {
		t.Errorf("named: %v", err)
	}
}
