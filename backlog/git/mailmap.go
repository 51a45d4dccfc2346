package git

import (
	"os"
	"path/filepath"
	"strings"
)

// mailmap gives the names and addresses under which people want to be known.
type mailmap struct {
	byMail map[string][]mailmapLine // by the address in commits, in lower case
}

type mailmapLine struct {
	name, mail string // empty: as in the commit
	was        string // the name in the commit that the line is for; empty: any
}

// mailmap reads .mailmap of the work tree; none is an empty one.
func (r *Repo) mailmap() *mailmap {
	m := &mailmap{byMail: map[string][]mailmapLine{}}
	if r.bare {
		return m
	}
	text, err := os.ReadFile(filepath.Join(r.work, ".mailmap"))
	if err != nil {
		return m
	}
	for line := range strings.Lines(string(text)) {
		m.add(line)
	}
	return m
}

// add reads "Proper <proper@mail> Commit <commit@mail>" and the shorter forms.
func (m *mailmap) add(line string) {
	if strings.HasPrefix(line, "#") {
		return
	}
	name, rest, ok := strings.Cut(line, "<")
	mail, rest, ok2 := strings.Cut(rest, ">")
	if !ok || !ok2 {
		return
	}
	l := mailmapLine{name: strings.TrimSpace(name)}
	was, rest, two := strings.Cut(rest, "<")
	if !two {
		m.put(mail, l)
		return
	}
	old, _, ok := strings.Cut(rest, ">")
	if ok {
		l.mail, l.was = mail, strings.TrimSpace(was)
		m.put(old, l)
	}
}

func (m *mailmap) put(mail string, l mailmapLine) {
	key := strings.ToLower(mail)
	m.byMail[key] = append(m.byMail[key], l)
}

// mapped gives the name and address to show for those of a commit: a line with the commit's name wins over one without.
func (m *mailmap) mapped(name, mail string) (string, string) {
	var best *mailmapLine
	for i, l := range m.byMail[strings.ToLower(mail)] {
		if l.was == "" && best == nil || l.was != "" && strings.EqualFold(l.was, name) {
			best = &m.byMail[strings.ToLower(mail)][i]
		}
	}
	if best == nil {
		return name, mail
	}
	if best.name != "" {
		name = best.name
	}
	if best.mail != "" {
		mail = best.mail
	}
	return name, mail
}
