package check

import (
	"strings"

	"github.com/po-backlog/po/backlog"
)

func privacyRules() []Rule {
	return []Rule{
		{Name: "privacy.mail", Level: Warning, Reach: Near, Check: personal("an e-mail address", findMail), Doc: `no addresses of customers

An e-mail address stands in an insight or experiment. Git does not forget: use a pseudonym. Addresses at example.org, .com and
.net are none.`},
		{Name: "privacy.phone", Level: Warning, Reach: Near, Check: personal("a phone number", findPhone), Doc: `no phone numbers of customers

A phone number stands in an insight or experiment. Git does not forget: use a pseudonym.`},
	}
}

// personal reports what find finds in the files of insights and experiments.
func personal(what string, find func(text string) (start, end int)) func(*Pass) {
	return func(p *Pass) {
		for r := range p.Records(backlog.KindInsight, backlog.KindExperiment) {
			text := r.Source()
			for from := 0; ; {
				start, end := find(text[from:])
				if start < 0 {
					break
				}
				f := p.ReportRecord(r, "", "%s: use a pseudonym", what).Next("take it out of %s before it is committed", r.Path)
				f.Pos, f.End = r.At(from+start), r.At(from+end)
				from += end
			}
		}
	}
}

// findMail finds the first e-mail address in text, −1 when there is none.
func findMail(text string) (start, end int) {
	for from := 0; ; {
		at := strings.IndexByte(text[from:], '@')
		if at < 0 {
			return -1, -1
		}
		at += from
		start, end = at, at+1
		for start > from && isMailByte(text[start-1]) {
			start--
		}
		for end < len(text) && (isWord(rune(text[end])) || text[end] == '-' || text[end] == '.') {
			end++
		}
		end = at + len(strings.TrimRight(text[at:end], ".-"))
		if domain := text[at+1 : max(end, at+1)]; start < at && isDomain(domain) && !isExample(domain) {
			return start, end
		}
		from = at + 1
	}
}

func isMailByte(c byte) bool {
	return c < 0x80 && isWord(rune(c)) || strings.IndexByte("._%+-", c) >= 0
}

// isDomain reports whether text has a point and at least two letters behind the last.
func isDomain(text string) bool {
	dot := strings.LastIndexByte(text, '.')
	return dot > 0 && len(text)-dot > 2
}

// isExample reports whether a domain is one that is kept for examples.
func isExample(domain string) bool {
	domain = strings.ToLower(domain)
	for _, name := range [...]string{"example.org", "example.com", "example.net"} {
		if domain == name || strings.HasSuffix(domain, "."+name) {
			return true
		}
	}
	return false
}

// findPhone finds the first phone number in text, −1 when there is none: an
// international one (+ and 7 to 15 digits), one with a leading 0 and at least 9
// digits, or 3-3-4 digits. Dates and other numbers are none.
func findPhone(text string) (start, end int) {
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c != '+' && c != '(' && (c < '0' || c > '9') {
			continue
		}
		groups, n := phoneGroups(text[i:])
		before := i > 0 && (isWord(rune(text[i-1])) || strings.IndexByte("-./:@#", text[i-1]) >= 0)
		if !before && isPhone(text[i:i+n], groups) {
			return i, i + n
		}
		i += max(n, 1) - 1
	}
	return -1, -1
}

// phoneGroups reads digits and the signs between them; it returns how many digits
// stand in each group, and the length of all.
func phoneGroups(text string) (groups []int, length int) {
	inGroup := false
	for i := range len(text) {
		switch c := text[i]; {
		case '0' <= c && c <= '9':
			if !inGroup {
				groups = append(groups, 0)
			}
			inGroup = true
			groups[len(groups)-1]++
			length = i + 1
		case c == '+' && i == 0, c == ' ', c == '-', c == '.', c == '/', c == '(', c == ')':
			inGroup = false
			if i-length > 2 { // more than " / " between digits
				return groups, length
			}
		default:
			if length == i && (isWord(rune(c)) || c == ':' && startsWord(text[i+1:])) { // 2026-09-28T09:00
				return nil, i
			}
			return groups, length
		}
	}
	return groups, length
}

func isPhone(text string, groups []int) bool {
	digits := 0
	for _, n := range groups {
		digits += n
	}
	switch {
	case digits > 15 || len(groups) == 0 || strings.HasPrefix(text, "0."):
		return false
	case len(groups) > 2 && groups[0] == 2 && groups[1] == 2 && groups[2] == 4: // a day: 05.10.2026
		return false
	case text[0] == '+':
		return digits >= 7
	case len(groups) == 3 && groups[0] == 3 && groups[1] == 3 && groups[2] == 4:
		return true
	}
	return digits >= 9 && strings.TrimLeft(text, "(")[0] == '0'
}
