// Package wildmatch matches paths against the patterns of git's own files:
// includeIf in a configuration, lines of .gitattributes.
package wildmatch

import "strings"

// A Mode changes how a pattern is read.
type Mode int

// The modes, to be added up.
const (
	Pathname Mode = 1 << iota // * and ? stop at a slash, ** between slashes does not
	CaseFold                  // ASCII letters match in either case
)

// maxSteps bounds the work for one match, since a pattern like *a*a*a*a*b is
// tried at every place. A match that takes more is none.
const maxSteps = 1 << 20

// Match says whether the whole text matches the pattern, as git's wildmatch does.
func Match(pattern, text string, m Mode) bool {
	w := &matcher{mode: m, text: text, steps: maxSteps}
	return w.match(pattern, 0) == matched
}

// The outcomes of a match. The last two stop the search of a star further out:
// no later place can do better.
type outcome int

const (
	failed outcome = iota
	matched
	endOfText  // the text ended too early
	needsSlash // a star must not pass the slash it stands before
)

type matcher struct {
	mode  Mode
	text  string
	steps int
}

// match matches the pattern against the text from a place on.
func (w *matcher) match(pattern string, at int) outcome {
	for p := 0; p < len(pattern); p++ {
		c := w.fold(pattern[p])
		if at == len(w.text) && c != '*' {
			return endOfText
		}
		switch c {
		case '?':
			if w.mode&Pathname != 0 && w.text[at] == '/' {
				return failed
			}
		case '*':
			return w.star(pattern, p, at)
		case '[':
			n, ok := w.class(pattern[p:], w.text[at])
			if !ok || w.mode&Pathname != 0 && w.text[at] == '/' {
				return failed
			}
			p += n - 1
		default:
			if c == '\\' {
				if p++; p == len(pattern) {
					return failed // for git such a pattern matches nothing
				}
				c = w.fold(pattern[p])
			}
			if w.fold(w.text[at]) != c {
				return failed
			}
		}
		at++
	}
	if at < len(w.text) {
		return failed
	}
	return matched
}

// star matches from a run of stars on, which stands at p in the pattern.
func (w *matcher) star(pattern string, p, at int) outcome {
	rest := strings.TrimLeft(pattern[p:], "*")
	acrossSlashes := w.mode&Pathname == 0
	if stars := len(pattern) - p - len(rest); stars >= 2 && w.mode&Pathname != 0 &&
		(p == 0 || pattern[p-1] == '/') && (rest == "" || rest[0] == '/' || strings.HasPrefix(rest, `\/`)) {
		// a/**/b matches a/b too
		if strings.HasPrefix(rest, "/") && w.match(rest[1:], at) == matched {
			return matched
		}
		acrossSlashes = true
	}
	if rest == "" {
		if !acrossSlashes && strings.Contains(w.text[at:], "/") {
			return needsSlash
		}
		return matched
	}
	for ; at <= len(w.text); at++ {
		if w.steps--; w.steps < 0 {
			return endOfText
		}
		got := w.match(rest, at)
		if got != failed && (!acrossSlashes || got != needsSlash) {
			return got
		}
		if at < len(w.text) && !acrossSlashes && w.text[at] == '/' {
			return needsSlash
		}
	}
	return endOfText
}

// class matches one character against the bracket expression that the pattern
// begins with, and gives the expression's length. One that has no end matches nothing.
func (w *matcher) class(pattern string, c byte) (length int, ok bool) {
	i := 1
	negated := i < len(pattern) && (pattern[i] == '!' || pattern[i] == '^')
	if negated {
		i++
	}
	found := false
	for first := true; ; first = false {
		if i >= len(pattern) {
			return 0, false
		}
		if pattern[i] == ']' && !first {
			return i + 1, found != negated
		}
		n, in := w.classPart(pattern[i:], c)
		if n == 0 {
			return 0, false
		}
		found = found || in
		i += n
	}
}

// classPart matches one character, range or named class within brackets.
func (w *matcher) classPart(part string, c byte) (length int, in bool) {
	if strings.HasPrefix(part, "[:") {
		name, _, ok := strings.Cut(part[2:], ":]")
		if !ok {
			return 0, false
		}
		return len(name) + 4, w.named(name, c)
	}
	lo, n := bracketByte(part)
	if n == 0 {
		return 0, false
	}
	hi := lo
	if len(part) > n+1 && part[n] == '-' && part[n+1] != ']' {
		last, m := bracketByte(part[n+1:])
		if m == 0 {
			return 0, false
		}
		hi, n = last, n+1+m
	}
	if lo <= c && c <= hi {
		return n, true
	}
	if w.mode&CaseFold != 0 {
		c = swapCase(c)
	}
	return n, lo <= c && c <= hi
}

// bracketByte reads one character of a bracket expression, which a backslash may quote.
func bracketByte(s string) (c byte, length int) {
	switch {
	case s == "":
		return 0, 0
	case s[0] != '\\':
		return s[0], 1
	case len(s) == 1:
		return 0, 0
	default:
		return s[1], 2
	}
}

// named says whether a character is in one of the classes of POSIX.
func (w *matcher) named(name string, c byte) bool {
	lower, upper, digit := 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9'
	switch name {
	case "alnum":
		return lower || upper || digit
	case "alpha":
		return lower || upper
	case "blank":
		return c == ' ' || c == '\t'
	case "cntrl":
		return c < ' ' || c == 0x7f
	case "digit":
		return digit
	case "graph":
		return ' ' < c && c < 0x7f
	case "lower":
		return lower || w.mode&CaseFold != 0 && upper
	case "print":
		return ' ' <= c && c < 0x7f
	case "punct":
		return ' ' < c && c < 0x7f && !lower && !upper && !digit
	case "space":
		return c == ' ' || '\t' <= c && c <= '\r'
	case "upper":
		return upper || w.mode&CaseFold != 0 && lower
	case "xdigit":
		return digit || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
	default:
		return false
	}
}

func (w *matcher) fold(c byte) byte {
	if w.mode&CaseFold != 0 && 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

func swapCase(c byte) byte {
	if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' {
		return c ^ 0x20
	}
	return c
}
