package backlog

import (
	"errors"
	"time"
)

// ErrNotDate says that a text is neither YYYY-MM-DD nor an RFC 3339 time of the years 0001 to 9999.
var ErrNotDate = errors.New("not a date such as 2026-10-15 or 2026-10-15T09:00:00+02:00")

// Date is a date as it stands in a file: YYYY-MM-DD or RFC 3339. The empty Date is unset.
type Date string

// ParseDate checks a text and gives it back as a Date; the error is [ErrNotDate]. A plain day costs no allocation.
func ParseDate(text string) (Date, error) {
	if _, ok := parseDay(text); ok {
		return Date(text), nil
	}
	if _, ok := parseTime(text); ok {
		return Date(text), nil
	}
	return "", ErrNotDate
}

// IsSet reports whether there is a date.
func (d Date) IsSet() bool { return d != "" }

// Day is the civil day of the date in a timezone: the day as written, or the day on which the moment falls there. It is
// unset when the date is unset or no date at all.
func (d Date) Day(loc *time.Location) Day {
	if day, ok := parseDay(string(d)); ok {
		return day
	}
	if t, ok := parseTime(string(d)); ok {
		return DayOf(t.In(loc))
	}
	return 0
}

// Time is the moment of an RFC 3339 date, and the beginning of the day in loc for a plain one; false for none.
func (d Date) Time(loc *time.Location) (time.Time, bool) {
	if day, ok := parseDay(string(d)); ok {
		return day.Start(loc), true
	}
	return parseTime(string(d))
}

func parseTime(text string) (time.Time, bool) {
	if len(text) < len("2006-01-02T15:04:05Z") || len(text) > 64 {
		return time.Time{}, false
	}
	t, err := time.Parse(time.RFC3339, text)
	return t, err == nil && t.Year() >= 1 && t.UTC().Year() >= 1
}

// parseDay reads YYYY-MM-DD by hand: ten thousand files hold several dates each.
func parseDay(text string) (Day, bool) {
	if len(text) != len("2006-01-02") || text[4] != '-' || text[7] != '-' {
		return 0, false
	}
	year, okYear := digits(text[:4])
	month, okMonth := digits(text[5:7])
	day, okDay := digits(text[8:])
	if !okYear || !okMonth || !okDay || year < 1 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return 0, false
	}
	return NewDay(year, time.Month(month), day), true
}

func digits(text string) (n int, ok bool) {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return 0, false
		}
		n = n*10 + int(text[i]-'0')
	}
	return n, true
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// Day is a civil day without a timezone, counted so that 1 is 1 January of the year 1. Days compare with < and ==; the
// zero Day is unset.
type Day int32

// epochDay is 1 January 1970 as a Day.
const epochDay = 719163

const secondsPerDay = 24 * 60 * 60

// NewDay makes a day; month and day are normalised as by [time.Date].
func NewDay(year int, month time.Month, day int) Day {
	return Day(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix()/secondsPerDay + epochDay)
}

// DayOf is the civil day of a moment in the timezone that the moment carries.
func DayOf(t time.Time) Day { return NewDay(t.Date()) }

// IsSet reports whether there is a day.
func (d Day) IsSet() bool { return d != 0 }

// Sub is the number of days from e to d: 1 when d is the day after e.
func (d Day) Sub(e Day) int { return int(d) - int(e) }

// AddDays is the day n days later, earlier for a negative n.
func (d Day) AddDays(n int) Day { return d + Day(n) }

// Weekday is the day of the week.
func (d Day) Weekday() time.Weekday { return time.Weekday(((int(d) % 7) + 7) % 7) }

// Date splits the day into year, month and day of the month.
func (d Day) Date() (year int, month time.Month, day int) { return d.Start(time.UTC).Date() }

// Start is the first moment of the day in a timezone.
func (d Day) Start(loc *time.Location) time.Time {
	return time.Date(1970, time.January, 1+int(d-epochDay), 0, 0, 0, 0, loc)
}

// String is YYYY-MM-DD, "" when unset.
func (d Day) String() string {
	if d == 0 {
		return ""
	}
	return d.Start(time.UTC).Format(time.DateOnly)
}

// Stored is the day as a [Date].
func (d Day) Stored() Date { return Date(d.String()) }

// LastDay is the last day that a release's target names: a date, a month (2026-10) or a quarter (2026-Q4).
func LastDay(text string) (Day, bool) {
	if d, err := ParseDate(text); err == nil {
		return d.Day(time.UTC), true
	}
	if len(text) != len("2026-Q4") {
		return 0, false
	}
	if first, err := ParseDate(text + "-01"); err == nil {
		year, month, _ := first.Day(time.UTC).Date()
		return NewDay(year, month+1, 0), true
	}
	if first, err := ParseDate(text[:5] + "01-01"); err == nil && text[5] == 'Q' && '1' <= text[6] && text[6] <= '4' {
		year, _, _ := first.Day(time.UTC).Date()
		return NewDay(year, time.Month(3*int(text[6]-'0'))+1, 0), true
	}
	return 0, false
}
