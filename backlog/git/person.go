package git

import (
	"context"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git/internal/config"
)

// Author is whom a commit would name as its author. The error is *[ErrNoIdentity] where nobody is known.
func (r *Repo) Author() (backlog.Person, error) {
	c, err := r.settings()
	if err != nil {
		return backlog.Person{}, err
	}
	p, err := r.person(c, "author")
	return backlog.Person{Name: p.name, Email: p.mail}, err
}

// people are author and committer of a commit made now.
func (r *Repo) people(c *config.Config) (author, committer person, err error) {
	if author, err = r.person(c, "author"); err != nil {
		return
	}
	committer, err = r.person(c, "committer")
	return
}

// person finds who plays a role: the environment, then author.* or committer.*, then user.*, then what git itself would say.
func (r *Repo) person(c *config.Config, role string) (person, error) {
	env := "GIT_" + strings.ToUpper(role) + "_"
	p := person{name: firstOf(r.opt.getenv(env+"NAME"), setting(c, role+".name"), setting(c, "user.name")),
		mail: firstOf(r.opt.getenv(env+"EMAIL"), setting(c, role+".email"), setting(c, "user.email"), r.opt.getenv("EMAIL"))}
	if strings.TrimSpace(tidy(p.name)) == "" || strings.TrimSpace(p.mail) == "" {
		asked, err := r.askGit(role)
		if err != nil {
			return p, err
		}
		p.name, p.mail = firstOf(p.name, asked.name), firstOf(p.mail, asked.mail)
	}
	var err error
	p.when, err = r.when(r.opt.getenv(env + "DATE"))
	return p, err
}

func setting(c *config.Config, key string) string {
	v, _ := c.Last(key)
	return v
}

func firstOf(words ...string) string {
	for _, w := range words {
		if strings.TrimSpace(w) != "" {
			return w
		}
	}
	return ""
}

// askGit asks git itself, which knows names of the system's users.
func (r *Repo) askGit(role string) (person, error) {
	none := &ErrNoIdentity{Role: role}
	look := r.opt.LookPath
	if look == nil {
		look = exec.LookPath
	}
	program, err := look("git")
	if err != nil {
		return person{}, none
	}
	cmd := exec.CommandContext(context.Background(), program, "var", "GIT_"+strings.ToUpper(role)+"_IDENT")
	cmd.Dir = r.work
	out, err := cmd.Output()
	if err != nil {
		return person{}, none
	}
	name, rest, ok := strings.Cut(string(out), " <")
	mail, _, ok2 := strings.Cut(rest, ">")
	if !ok || !ok2 || name == "" || mail == "" {
		return person{}, none
	}
	return person{name: name, mail: mail}, nil
}

// when reads a date of the environment in git's forms; empty is now.
func (r *Repo) when(text string) (time.Time, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		if r.opt.Now == nil {
			return time.Time{}, fmt.Errorf("no clock is given")
		}
		return r.opt.Now(), nil
	}
	if t, ok := rawDate(text); ok {
		return t, nil
	}
	for _, form := range []string{time.RFC3339, "2006-01-02T15:04:05-0700", "2006-01-02 15:04:05 -0700", "2006-01-02T15:04:05", "2006-01-02 15:04:05",
		time.RFC1123Z, "Mon, 2 Jan 2006 15:04:05 -0700", "Mon Jan 2 15:04:05 2006 -0700", "Mon Jan 2 15:04:05 2006", "2006-01-02"} {
		if t, err := time.Parse(form, text); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q: no date that git reads", text)
}

// rawDate reads "@1760000000 +0200" and the same without the sign.
func rawDate(text string) (time.Time, bool) {
	seconds, zone, _ := strings.Cut(strings.TrimPrefix(text, "@"), " ")
	n, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil || len(seconds) < 8 && !strings.HasPrefix(text, "@") {
		return time.Time{}, false
	}
	loc := time.UTC
	if z, err := time.Parse("-0700", strings.TrimSpace(zone)); err == nil {
		_, offset := z.Zone()
		loc = time.FixedZone("", offset)
	}
	return time.Unix(n, 0).In(loc), true
}
