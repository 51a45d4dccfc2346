package term

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/po-backlog/po/render"
)

// env is an environment for [Setup.Lookup].
func env(vars map[string]string) func(string) (string, bool) {
	return func(key string) (string, bool) {
		v, ok := vars[key]
		return v, ok
	}
}

// Every combination of what decides about colour, against the rule written as
// its first match.
func TestColored(t *testing.T) {
	unset := "\x00"
	values := []struct {
		key    string
		values []string
	}{
		{"NO_COLOR", []string{unset, "", "1"}},
		{"CLICOLOR_FORCE", []string{unset, "", "0", "1"}},
		{"CLICOLOR", []string{unset, "0", "1"}},
		{"TERM", []string{unset, "dumb", "xterm"}},
	}
	combinations := []map[string]string{{}}
	for _, v := range values {
		var next []map[string]string
		for _, c := range combinations {
			for _, value := range v.values {
				with := map[string]string{}
				for k, x := range c {
					with[k] = x
				}
				if value != unset {
					with[v.key] = value
				}
				next = append(next, with)
			}
		}
		combinations = next
	}
	if len(combinations) != 108 {
		t.Fatalf("%d combinations, want 108", len(combinations))
	}
	for _, vars := range combinations {
		for _, when := range []When{Auto, Always, Never} {
			for _, terminal := range []bool{false, true} {
				force, forced := vars["CLICOLOR_FORCE"]
				first := []struct{ holds, colour bool }{
					{when == Always, true},
					{when == Never, false},
					{vars["NO_COLOR"] != "", false},
					{forced && force != "0", true},
					{vars["CLICOLOR"] == "0", false},
					{vars["TERM"] == "dumb", false},
					{true, terminal},
				}
				want := false
				for _, f := range first {
					if f.holds {
						want = f.colour
						break
					}
				}
				if got := Colored(when, terminal, env(vars)); got != want {
					t.Errorf("Colored(%v, %v, %q) = %v, want %v", when, terminal, vars, got, want)
				}
			}
		}
	}
}

func TestParseWhen(t *testing.T) {
	for in, want := range map[string]When{"auto": Auto, "always": Always, "never": Never} {
		if got, ok := ParseWhen(in); got != want || !ok {
			t.Errorf("ParseWhen(%q) = %v, %v", in, got, ok)
		}
	}
	if _, ok := ParseWhen("yes"); ok {
		t.Error("ParseWhen takes yes")
	}
}

func TestOpen(t *testing.T) {
	tests := []struct {
		name     string
		terminal bool
		width    int
		vars     map[string]string
		want     Options
		pager    string
	}{
		{"pipe", false, 0, nil, Options{}, ""},
		{"pipe with COLUMNS", false, 0, map[string]string{"COLUMNS": "60"}, Options{Width: 60}, ""},
		{"terminal", true, 90, nil, Options{Terminal: true, Width: 90, Color: true, Links: true}, "less"},
		{"terminal of unknown width", true, 0, map[string]string{"COLUMNS": "70"}, Options{Terminal: true, Width: 70, Color: true, Links: true}, "less"},
		{"the terminal knows better", true, 90, map[string]string{"COLUMNS": "70"}, Options{Terminal: true, Width: 90, Color: true, Links: true}, "less"},
		{"nonsense in COLUMNS", false, 0, map[string]string{"COLUMNS": "-3"}, Options{}, ""},
		{"no links", true, 90, map[string]string{"PO_HYPERLINKS": "0"}, Options{Terminal: true, Width: 90, Color: true}, "less"},
		{"no links without colour", true, 90, map[string]string{"NO_COLOR": "1"}, Options{Terminal: true, Width: 90}, "less"},
		{"pager of its own", true, 90, map[string]string{"PO_PAGER": "most -s", "PAGER": "more"}, Options{Terminal: true, Width: 90, Color: true, Links: true}, "most -s"},
		{"pager of the system", true, 90, map[string]string{"PAGER": "more"}, Options{Terminal: true, Width: 90, Color: true, Links: true}, "more"},
		{"cat is none", true, 90, map[string]string{"PAGER": "cat"}, Options{Terminal: true, Width: 90, Color: true, Links: true}, ""},
		{"empty is none", true, 90, map[string]string{"PO_PAGER": "", "PAGER": "more"}, Options{Terminal: true, Width: 90, Color: true, Links: true}, ""},
	}
	for _, tt := range tests {
		got := Open(Setup{Out: Device{Terminal: tt.terminal, Width: tt.width}, Lookup: env(tt.vars)})
		if got.Out.Options != tt.want || got.Pager != tt.pager {
			t.Errorf("%s: %+v, pager %q; want %+v, %q", tt.name, got.Out.Options, got.Pager, tt.want, tt.pager)
		}
	}
}

// Each stream is judged on its own.
func TestOpenSeparately(t *testing.T) {
	got := Open(Setup{Err: Device{Terminal: true, Width: 80}})
	if got.Out.Color || !got.Err.Color || got.Out.Terminal || !got.Err.Terminal {
		t.Errorf("out %+v, err %+v", got.Out.Options, got.Err.Options)
	}
}

func TestStreamHolds(t *testing.T) {
	var b strings.Builder
	o := Open(Setup{Out: Device{W: &b}})
	if err := o.Show(&render.Page{Blocks: []render.Block{render.Lines{Lines: []render.Text{render.Words("a")}}}}); err != nil {
		t.Fatal(err)
	}
	if b.Len() > 0 {
		t.Errorf("%q was written before the end", b.String())
	}
	if err := o.Close(); err != nil || b.String() != "a\n" {
		t.Errorf("%q, %v", b.String(), err)
	}
}

func TestStreamDisarms(t *testing.T) {
	for _, actions := range []string{"", "true"} {
		var b strings.Builder
		o := Open(Setup{Out: Device{W: &b}, Lookup: env(map[string]string{"GITHUB_ACTIONS": actions})})
		for _, s := range []string{"a ::b\n:", ":error::x\n", "c\n  ::warning::y\nd ##", "[error]\n", "::last::"} {
			if _, err := io.WriteString(o.Out, s); err != nil {
				t.Fatal(err)
			}
		}
		if err := o.Flush(); err != nil {
			t.Fatal(err)
		}
		want := "a ::b\n::error::x\nc\n  ::warning::y\nd ##[error]\n::last::"
		if actions == "true" {
			want = "a ::b\n: :error::x\nc\n  : :warning::y\nd ## [error]\n: :last::"
		}
		if b.String() != want {
			t.Errorf("GITHUB_ACTIONS=%q: %q, want %q", actions, b.String(), want)
		}
	}
}

// failing is a stream whose writes fail.
type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestStreamReaderGone(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	r.Close()
	for name, device := range map[string]io.Writer{"a pipe": w, "a writer": failing{io.ErrClosedPipe}} {
		s := Open(Setup{Out: Device{W: device}}).Out
		for range 3 {
			if _, err := s.Write(make([]byte, 100<<10)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := s.Flush(); err != nil || !s.Gone() {
			t.Errorf("%s: gone %v, %v", name, s.Gone(), err)
		}
	}
	full := errors.New("no space left")
	s := Open(Setup{Out: Device{W: failing{full}}}).Out
	_, _ = s.Write([]byte("a"))
	if err := s.Flush(); !errors.Is(err, full) || s.Gone() {
		t.Errorf("a full disk: %v, gone %v", err, s.Gone())
	}
}

// The pager gets what follows and is waited for; what it prints reaches the
// terminal. One that cannot be started changes nothing.
func TestPager(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Log("the pagers of this test need a shell")
		return
	}
	marker := filepath.Join(t.TempDir(), "less")
	tests := []struct{ name, pager, want, less string }{
		{"through a shell", "sed 's/^/> /'; echo $LESS >" + marker, "first\n> second\n", "FRX\n"},
		{"words", "tr s S", "first\nSecond\n", ""},
		{"a reader that leaves", "true", "first\n", ""},
		{"not to be found", "no-such-pager-for-po", "first\nsecond\n", ""},
		{"none", "", "first\nsecond\n", ""},
	}
	for _, tt := range tests {
		out, err := os.Create(filepath.Join(t.TempDir(), "out"))
		if err != nil {
			t.Fatal(err)
		}
		o := Open(Setup{Out: Device{W: out, Terminal: true}, Lookup: env(map[string]string{"PO_PAGER": tt.pager})})
		_, _ = io.WriteString(o.Out, "first\n")
		o.StartPager()
		_, _ = io.WriteString(o.Out, "second\n")
		if err := o.Close(); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		if got, err := os.ReadFile(out.Name()); err != nil || string(got) != tt.want {
			t.Errorf("%s: %q, %v; want %q", tt.name, got, err, tt.want)
		}
		if got, err := os.ReadFile(marker); tt.less != "" && string(got) != tt.less {
			t.Errorf("%s: LESS is %q, %v; want %q", tt.name, got, err, tt.less)
		}
		out.Close()
	}
}
