package git

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git/internal/config"
)

// ErrNoClock says that a date was needed and Options.Now is missing.
var ErrNoClock = errors.New("no clock: Options.Now is not set")

// A role is what somebody is in a commit.
type role struct {
	name     string // of the settings, and of [ErrNoIdentity]
	variable string // how the variables of the environment begin
}

func authorRole() role    { return role{"author", "GIT_AUTHOR"} }
func committerRole() role { return role{"committer", "GIT_COMMITTER"} }

// ErrBadDate says that a variable holds a date that cannot be read.
type ErrBadDate struct {
	Variable string // such as GIT_AUTHOR_DATE
	Value    string
}

func (e *ErrBadDate) Error() string { return fmt.Sprintf("%s: %q is no date", e.Variable, e.Value) }

// ErrTooEarly says that the clock shows a time before 1970, which Git has no way to write down.
type ErrTooEarly struct{ Time time.Time }

func (e *ErrTooEarly) Error() string {
	return e.Time.Format("2006-01-02") + ": a commit cannot be older than 1970"
}

// Author is whom a commit would name as its author, as git finds them: the
// environment, then author.name and author.email, then user.name and user.email,
// then what git itself knows if there is one. Otherwise the error is
// *[ErrNoIdentity]: nobody is guessed.
func (r *Repo) Author() (backlog.Person, error) {
	p, err := r.identity(context.Background(), authorRole())
	return backlog.Person{Name: p.name, Email: p.mail}, err
}

// Identified reports, by the error *[ErrNoIdentity], where nothing tells whom a commit would name in a
// repository that is yet to be made.
func Identified(ctx context.Context, o Options) error {
	r := &Repo{opt: o.complete()}
	r.settings = sync.OnceValues(func() (*config.Config, error) { return config.Load(config.Place{Getenv: r.opt.Getenv}) })
	_, _, err := r.people(ctx)
	return err
}

// people are author and committer of a commit made now.
func (r *Repo) people(ctx context.Context) (a, c person, err error) {
	if a, err = r.person(ctx, authorRole()); err != nil {
		return a, c, err
	}
	c, err = r.person(ctx, committerRole())
	return a, c, err
}

// person gives who a commit names in a role, and when.
func (r *Repo) person(ctx context.Context, in role) (person, error) {
	when, err := r.date(ctx, in)
	if err != nil {
		return person{}, err
	}
	p, err := r.identity(ctx, in)
	p.when = when
	return p, err
}

func (r *Repo) identity(ctx context.Context, in role) (person, error) {
	c, err := r.settings()
	if err != nil {
		return person{}, err
	}
	name, hasName := r.told(c, in.variable+"_NAME", in.name+".name", "user.name")
	mail, hasMail := r.told(c, in.variable+"_EMAIL", in.name+".email", "user.email")
	if !hasMail && !c.Bool("user.useconfigonly", false) {
		mail = r.opt.Getenv("EMAIL")
		hasMail = mail != ""
	}
	p := person{name: clean(name), mail: clean(mail)}
	if hasName && p.name == "" {
		return person{}, &ErrNoIdentity{Role: in.name} // a name of nothing but marks, which git refuses too
	}
	if hasName && hasMail {
		return p, nil
	}
	out, err := r.git(ctx, "var", in.variable+"_IDENT")
	if err != nil {
		return person{}, &ErrNoIdentity{Role: in.name}
	}
	p = parsePerson([]byte(out))
	if p.name == "" {
		return person{}, &ErrNoIdentity{Role: in.name}
	}
	return p, nil
}

// told is the first that is set of a variable and of settings.
func (r *Repo) told(c *config.Config, variable string, keys ...string) (value string, ok bool) {
	if value := r.opt.Getenv(variable); value != "" {
		return value, true
	}
	for _, key := range keys {
		if value, ok := c.Last(key); ok && value != "" {
			return value, true
		}
	}
	return "", false
}

// clean takes from a name or mail address what git takes: white space and
// punctuation at the ends, and what would end it early.
func clean(s string) string {
	s = strings.TrimFunc(s, func(c rune) bool { return c <= ' ' || strings.ContainsRune(".,:;<>\"\\'", c) })
	return strings.Map(func(c rune) rune {
		if c == '<' || c == '>' || c == '\n' || c == 0 {
			return -1
		}
		return c
	}, utf8Text(s))
}

// utf8Text is a text of a commit, which is UTF-8: a byte that is none there is taken for a letter of Latin 1, as git does.
func utf8Text(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	var out strings.Builder
	for i, c := range s {
		if c == utf8.RuneError && !strings.HasPrefix(s[i:], string(utf8.RuneError)) {
			c = rune(s[i])
		}
		out.WriteRune(c)
	}
	return out.String()
}

// date gives the date for a role: the environment's, else the clock's, to the second. One before 1970 would damage the commit.
func (r *Repo) date(ctx context.Context, in role) (time.Time, error) {
	when, err := r.anyDate(ctx, in)
	if err == nil && when.Unix() < 0 {
		err = &ErrTooEarly{Time: when}
	}
	return when, err
}

func (r *Repo) anyDate(ctx context.Context, in role) (time.Time, error) {
	variable := in.variable + "_DATE"
	text := r.opt.Getenv(variable)
	if text == "" {
		if r.opt.Now == nil {
			return time.Time{}, ErrNoClock
		}
		return r.opt.Now().Truncate(time.Second), nil
	}
	if when, ok := parseDate(text, r.zoneOfClock()); ok {
		return when, nil
	}
	// git reads many more forms than are worth knowing.
	out, err := r.git(ctx, "-c", "user.name=x", "-c", "user.email=x", "var", in.variable+"_IDENT")
	if err != nil {
		return time.Time{}, &ErrBadDate{Variable: variable, Value: text}
	}
	return parsePerson([]byte(out)).when, nil
}

// zoneOfClock is that of a date without one.
func (r *Repo) zoneOfClock() *time.Location {
	if r.opt.Now == nil {
		return time.Local
	}
	return r.opt.Now().Location()
}

// parseDate reads the forms of a date that git documents: seconds since 1970
// and an offset, RFC 2822, ISO 8601, and what git log prints. A time belongs to each.
func parseDate(text string, zone *time.Location) (time.Time, bool) {
	text = strings.TrimSpace(text)
	if when, ok := parseSeconds(text); ok {
		return when, true
	}
	for _, day := range []string{"2006-01-02", "2006.01.02", "2006/01/02", "01/02/2006", "02.01.2006"} {
		for _, clock := range []string{"T15:04:05", " 15:04:05", "T15:04", " 15:04"} {
			if when, ok := parseZoned(day+clock, text, zone); ok {
				return when, true
			}
		}
	}
	for _, layout := range []string{
		"Mon, 2 Jan 2006 15:04:05", "2 Jan 2006 15:04:05", "Mon, 2 Jan 2006 15:04", "2 Jan 2006 15:04",
	} {
		if when, ok := parseZoned(layout, text, zone); ok {
			return when, true
		}
	}
	when, err := time.ParseInLocation("Mon Jan _2 15:04:05 2006 -0700", text, zone)
	if err != nil {
		when, err = time.ParseInLocation("Mon Jan _2 15:04:05 2006", text, zone)
	}
	return when.Truncate(time.Second), err == nil
}

// parseSeconds reads "1760000000 +0200", with or without an @ before it. A
// small number is a time only with the @.
func parseSeconds(text string) (time.Time, bool) {
	digits, marked := strings.CutPrefix(text, "@")
	fields := strings.Fields(digits)
	if len(fields) == 0 || len(fields) > 2 || strings.Trim(fields[0], "0123456789") != "" || len(fields[0]) > 15 {
		return time.Time{}, false
	}
	if !marked && len(fields[0]) < 9 || len(fields) == 1 {
		return time.Time{}, false
	}
	if zone := fields[1]; len(zone) != 5 || zone[0] != '+' && zone[0] != '-' || strings.Trim(zone[1:], "0123456789") != "" {
		return time.Time{}, false
	}
	return parsePerson([]byte("<> " + digits)).when, true
}

// parseZoned reads a date that may end in a zone.
func parseZoned(layout, text string, zone *time.Location) (time.Time, bool) {
	for _, end := range []string{"", "Z07:00", " Z07:00", "-0700", " -0700", "-07", " MST"} {
		when, err := time.ParseInLocation(layout+end, text, zone)
		if err != nil || end == " MST" && !strings.HasSuffix(text, " GMT") && !strings.HasSuffix(text, " UTC") {
			continue
		}
		return when.Truncate(time.Second), true
	}
	return time.Time{}, false
}
