package term

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/po-backlog/po/render"
)

// wideTexts are texts whose characters take no, one and two columns.
func wideTexts() []string {
	return []string{
		"", "plain text", "Größe", "e\u0301te\u0301", "中文字", "한국어", "ｆｕｌｌ", "❤️ ☑ ✔", "1️⃣2️⃣", "🇩🇪🇫🇷", "👨‍👩‍👧 family", "👍🏽", "אבג", "ไทย",
		"a\u200db", "\u0301", "x\ufe0f", "…", "tab\there", "\x1b[31mred\x07", "\xff\xfe", "\u00ad", "नमस्ते", "\U0001f3f4\u200d☠️",
	}
}

// TestStringWidth holds that a text is as wide as charmbracelet/x/ansi says, which also knows sequences that paint.
func TestStringWidth(t *testing.T) {
	for _, s := range wideTexts() {
		s = render.Clean(s)
		if got, want := stringWidth(s), ansi.StringWidth(s); got != want {
			t.Errorf("%q takes %d columns, want %d", s, got, want)
		}
		if char, wide := firstChar(s); s != "" && (char == "" || !strings.HasPrefix(s, char) || wide != stringWidth(char)) {
			t.Errorf("%q begins with %q of %d columns", s, char, wide)
		}
	}
}

// FuzzStringWidth compares widths, and holds what is cut to its room.
func FuzzStringWidth(f *testing.F) {
	for i, s := range wideTexts() {
		f.Add(s, uint8(i))
	}
	f.Fuzz(func(t *testing.T, s string, width uint8) {
		s = render.Clean(s)
		if got, want := stringWidth(s), ansi.StringWidth(s); got != want {
			t.Errorf("%q takes %d columns, want %d", s, got, want)
		}
		cutTo(t, s, int(width), "…")
		cutTo(t, s, int(width), "")
	})
}

// cutTo holds that a text is left alone where it has room, and else cut as late as can be.
func cutTo(t *testing.T, s string, width int, tail string) {
	t.Helper()
	got := truncated(s, width, tail)
	room := width - stringWidth(tail)
	switch kept, whole := strings.CutSuffix(got, tail); {
	case stringWidth(s) <= width:
		if got != s {
			t.Errorf("%q has room in %d columns and becomes %q", s, width, got)
		}
	case room < 0:
		if got != "" {
			t.Errorf("%q in %d columns becomes %q", s, width, got)
		}
	case !whole || !strings.HasPrefix(s, kept) || stringWidth(kept) > room:
		t.Errorf("%q in %d columns becomes %q", s, width, got)
	default:
		if next, _ := firstChar(s[len(kept):]); stringWidth(kept+next) <= room {
			t.Errorf("%q in %d columns becomes %q, though there is room for %q", s, width, got, next)
		}
	}
}

func TestTruncated(t *testing.T) {
	for _, tt := range []struct {
		s     string
		width int
		tail  string
		want  string
	}{
		{"abcdef", 6, "…", "abcdef"}, {"abcdef", 5, "…", "abcd…"}, {"abcdef", 1, "…", "…"}, {"abcdef", 0, "…", ""}, {"abcdef", 3, "", "abc"},
		{"中文字", 5, "…", "中文…"}, {"中文字", 4, "…", "中…"}, {"1️⃣2️⃣", 3, "…", "1️⃣…"}, {"🇩🇪🇫🇷", 3, "", "🇩🇪"}, {"e\u0301e\u0301e\u0301", 2, "…", "e\u0301…"},
	} {
		if got := truncated(tt.s, tt.width, tt.tail); got != tt.want {
			t.Errorf("%q in %d columns becomes %q, want %q", tt.s, tt.width, got, tt.want)
		}
	}
}
