package backlog

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestDateDay(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	for _, tt := range []struct{ text, utc, berlin string }{
		{"2026-10-15", "2026-10-15", "2026-10-15"},
		{"2024-02-29", "2024-02-29", "2024-02-29"},
		{"0001-01-01", "0001-01-01", "0001-01-01"},
		{"9999-12-31", "9999-12-31", "9999-12-31"},
		{"2026-10-05T18:00:00+02:00", "2026-10-05", "2026-10-05"},
		{"2026-10-05T22:30:00Z", "2026-10-05", "2026-10-06"},
		{"2026-10-05T23:30:00.5-11:00", "2026-10-06", "2026-10-06"},
	} {
		d, err := ParseDate(tt.text)
		if err != nil || !d.IsSet() || string(d) != tt.text {
			t.Errorf("ParseDate(%q) = %q, %v", tt.text, d, err)
			continue
		}
		if u, b := d.Day(time.UTC).String(), d.Day(berlin).String(); u != tt.utc || b != tt.berlin {
			t.Errorf("%s is %s in UTC and %s in Berlin, want %s and %s", tt.text, u, b, tt.utc, tt.berlin)
		}
	}
}

func TestParseDateRefuses(t *testing.T) {
	for _, text := range []string{
		"", "2026", "2026-1-5", "2026-13-01", "2026-00-10", "2026-02-29", "1900-02-29", "2026-04-31", "2026-10-00", "0000-01-01",
		"2026/10/15", "15.10.2026", "+026-10-15", "2026-10-15 09:00", "2026-10-15T09:00:00", "2026-10-15T25:00:00Z",
		"2026-10-15\n", "yesterday", "2026-1０-15", "2026-10-15T09:00:00." + strings.Repeat("1", 10_000) + "Z", "0001-01-01T00:00:00+02:00",
	} {
		if d, err := ParseDate(text); !errors.Is(err, ErrNotDate) || d.IsSet() {
			t.Errorf("ParseDate(%.30q) = %q, %v, want %v", text, d, err, ErrNotDate)
		}
		if day := Date(text).Day(time.UTC); day.IsSet() {
			t.Errorf("%.30q has the day %s", text, day)
		}
	}
}

func TestDayCalendar(t *testing.T) {
	first := NewDay(1, time.January, 1)
	if first != 1 {
		t.Fatalf("1 January of the year 1 is day %d, want 1", first)
	}
	want := time.Date(1899, time.December, 31, 0, 0, 0, 0, time.UTC)
	for d := DayOf(want); d < NewDay(2101, time.January, 1); d = d.AddDays(1) {
		y, m, n := d.Date()
		if d.String() != want.Format(time.DateOnly) || d.Weekday() != want.Weekday() || NewDay(y, m, n) != d || d.Stored().Day(time.UTC) != d {
			t.Fatalf("day %d is %s, a %s; want %s", d, d, d.Weekday(), want)
		}
		want = want.AddDate(0, 0, 1)
	}
}

func TestDayArithmetic(t *testing.T) {
	d := NewDay(2026, time.October, 5)
	if got := d.AddDays(-5).String(); got != "2026-09-30" {
		t.Errorf("five days before %s: %s", d, got)
	}
	if got := d.Sub(NewDay(2025, time.October, 5)); got != 365 {
		t.Errorf("a year has %d days", got)
	}
	if d.Weekday() != time.Monday || d.AddDays(6).Weekday() != time.Sunday {
		t.Errorf("%s is a %s", d, d.Weekday())
	}
	if (Day(0)).String() != "" || Day(0).IsSet() || Day(0).Stored().IsSet() {
		t.Error("the zero Day is not unset")
	}
}

func TestDateTime(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	for text, want := range map[string]string{
		"2026-10-25":                "2026-10-25T00:00:00+02:00", // the day on which summer time ends
		"2026-10-05T18:00:00+02:00": "2026-10-05T18:00:00+02:00",
	} {
		if got, ok := Date(text).Time(berlin); !ok || got.Format(time.RFC3339) != want {
			t.Errorf("%s begins at %s, want %s", text, got.Format(time.RFC3339), want)
		}
	}
	if _, ok := Date("soon").Time(berlin); ok {
		t.Error("soon is a time")
	}
}

func TestParseDateIsCheap(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() { _, _ = ParseDate("2026-10-15") }); n != 0 {
		t.Errorf("reading a date allocates %v times", n)
	}
}

func FuzzDate(f *testing.F) {
	for _, s := range []string{"2026-10-15", "2026-10-05T18:00:00+02:00", "2026-02-29", "9999-12-31T23:59:59-23:59"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := ParseDate(text)
		day := d.Day(time.UTC)
		if (err == nil) != day.IsSet() {
			t.Fatalf("%q: %v, day %s", text, err, day)
		}
		if err == nil && len(text) == len(time.DateOnly) && day.String() != text {
			t.Fatalf("%q is the day %s", text, day)
		}
	})
}

func TestLastDay(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ text, want string }{
		{"2026-10-15", "2026-10-15"}, {"2026-10", "2026-10-31"}, {"2024-02", "2024-02-29"}, {"2026-Q1", "2026-03-31"}, {"2026-Q4", "2026-12-31"},
		{"2026-Q5", ""}, {"2026-Q0", ""}, {"2026-13", ""}, {"2026", ""}, {"", ""}, {"soon", ""}, {"2026-q4", ""}, {"2026_Q4", ""},
	} {
		got := ""
		if day, ok := LastDay(tt.text); ok {
			got = day.String()
		}
		if got != tt.want {
			t.Errorf("LastDay(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}
