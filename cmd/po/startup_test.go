package main_test

import (
	"bufio"
	"debug/buildinfo"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	// maxInitBytes bounds what all packages together allocate before main runs,
	// in every command. It counts bytes because they repeat to within 0.1 %;
	// milliseconds do not. Whoever raises it gives the reason in this line.
	maxInitBytes = 650_000
	// maxBinaryBytes bounds the stripped program for linux/amd64.
	maxBinaryBytes = 25_000_000
)

// bannedModules returns the modules that must not be linked in: each costs
// milliseconds at every start, or megabytes, for what po does itself.
func bannedModules() []string {
	return []string{
		"github.com/alecthomas/chroma", "github.com/alecthomas/chroma/v2",
		"github.com/charmbracelet/glamour", "charm.land/glamour/v2",
		"github.com/microcosm-cc/bluemonday", "github.com/santhosh-tekuri/jsonschema/v6",
		"github.com/spf13/viper", "github.com/russross/blackfriday/v2",
	}
}

// build compiles a program of this module as it is released, for the system
// and architecture that env names, and returns its path. The name's ending is
// for the one system that asks for it.
func build(t *testing.T, env ...string) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "po.exe")
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", program, ".")
	cmd.Env = append(append(os.Environ(), "CGO_ENABLED=0"), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return program
}

func TestStartup(t *testing.T) {
	program := build(t)
	cmd := exec.Command(program, "--version")
	cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	var trace strings.Builder
	cmd.Stderr = &trace
	if err := cmd.Run(); err != nil {
		t.Fatalf("po --version: %v\n%s", err, trace.String())
	}
	packages, total := initBytes(trace.String())
	if packages == 0 {
		t.Fatalf("no package in the trace:\n%s", trace.String())
	}
	t.Logf("%d packages allocate %d bytes at start-up, %d are allowed (%s/%s)", packages, total, maxInitBytes, runtime.GOOS, runtime.GOARCH)
	if total > maxInitBytes {
		t.Errorf("%d bytes allocated at start-up, at most %d:\n%s", total, maxInitBytes, trace.String())
	}
}

// initBytes adds up the bytes of the lines that the runtime prints, one a
// package: "init io @0.2 ms, 0.003 ms clock, 144 bytes, 9 allocs".
func initBytes(trace string) (packages, total int) {
	line := regexp.MustCompile(`^init \S+ @.* clock, (\d+) bytes, \d+ allocs$`)
	for s := bufio.NewScanner(strings.NewReader(trace)); s.Scan(); {
		if m := line.FindStringSubmatch(s.Text()); m != nil {
			n, _ := strconv.Atoi(m[1])
			packages, total = packages+1, total+n
		}
	}
	return packages, total
}

func TestInitBytes(t *testing.T) {
	trace := "init internal/bytealg @0.008 ms, 0 ms clock, 0 bytes, 0 allocs\n" +
		"po: hint: not a line of the trace, 7 bytes, 1 allocs\n" +
		"init io @0.21 ms, 0.003 ms clock, 144 bytes, 9 allocs\n"
	if packages, total := initBytes(trace); packages != 2 || total != 144 {
		t.Errorf("initBytes = %d packages, %d bytes, want 2 and 144", packages, total)
	}
}

// TestBinary judges the program as it is released for linux/amd64, wherever
// the test runs.
func TestBinary(t *testing.T) {
	program := build(t, "GOOS=linux", "GOARCH=amd64")
	info, err := os.Stat(program)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d bytes, %d are allowed", info.Size(), maxBinaryBytes)
	if info.Size() > maxBinaryBytes {
		t.Errorf("the stripped program has %d bytes, at most %d", info.Size(), maxBinaryBytes)
	}
	built, err := buildinfo.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	if built.Main.Path != module {
		t.Fatalf("main module is %q, want %q", built.Main.Path, module)
	}
	for _, dep := range built.Deps {
		if slices.Contains(bannedModules(), dep.Path) {
			t.Errorf("%s is linked in", dep.Path)
		}
	}
}
