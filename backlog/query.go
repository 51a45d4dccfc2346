package backlog

import (
	"slices"
	"strings"
)

// Query selects items: every term must hold. It is made by [Backlog.ParseQuery] for one snapshot.
type Query struct {
	terms     []term
	openOnly  bool
	withEpics bool
}

// term is one condition.
type term struct {
	holds   func(*Item) bool
	negated bool
}

// QueryEnv is what a query needs to know from outside.
type QueryEnv struct {
	Me    []string // names of the committer, as owner: and assignee: may hold them
	Today Day
	All   bool // closed items and epics too, where no term says otherwise
}

// Match reports whether an item of the query's snapshot is selected. A nil Query selects the open items that are not epics.
func (q *Query) Match(it Item) bool { return q.match(&it) }

func (q *Query) match(it *Item) bool {
	if q == nil {
		return it.Open() && it.Type != Epic
	}
	if q.openOnly && !it.Open() || !q.withEpics && it.Type == Epic {
		return false
	}
	for _, t := range q.terms {
		if t.holds(it) == t.negated {
			return false
		}
	}
	return true
}

// ParseQuery reads the terms of a query, one an argument: KEY:VALUE, not:TERM, -TERM, or free words, which must be in the id,
// the title or a label. Without a term on status or is: the query selects open items, without one on type none that are
// epics. The error is a *[QueryError], or the one of an id that is not there.
func (b *Backlog) ParseQuery(args []string, env QueryEnv) (*Query, error) {
	p := queryParser{b: b, env: env, facts: b.Facts(env.Today), q: &Query{openOnly: !env.All, withEpics: env.All}}
	for _, arg := range args {
		if strings.TrimSpace(arg) == "" {
			continue
		}
		t, err := p.term(arg)
		if err != nil {
			return nil, err
		}
		p.q.terms = append(p.q.terms, t)
	}
	return p.q, nil
}

// SplitQuery splits a query that is written in one line, as in a field of a form, into its terms: at blanks outside of double
// quotes, which are taken off where they hold a whole term.
func SplitQuery(line string) []string {
	var terms []string
	quoted, start := false, -1
	end := func(i int) {
		if start >= 0 {
			terms = append(terms, wholeQuote(line[start:i]))
		}
		start = -1
	}
	for i := range len(line) {
		switch c := line[i]; {
		case !quoted && (c == ' ' || c == '\t' || c == '\n' || c == '\r'):
			end(i)
			continue
		case c == '"':
			quoted = !quoted
		}
		if start < 0 {
			start = i
		}
	}
	end(len(line))
	return terms
}

// wholeQuote takes the quotes off a term that is nothing but one quoted text.
func wholeQuote(term string) string {
	if text, ok := unquoted(term); ok && !strings.Contains(text, `"`) {
		return text
	}
	return term
}

// IsTerm reports whether an argument is a term on a key, such as -label:later, rather than a free word or a flag.
func IsTerm(arg string) bool {
	_, _, ok := cutTerm(strings.TrimPrefix(arg, "-"))
	return ok
}

// cutTerm parts KEY:VALUE, where the key is [a-z][a-z0-9_.]*.
func cutTerm(arg string) (key, value string, ok bool) {
	key, value, ok = strings.Cut(arg, ":")
	if !ok || key == "" || key[0] < 'a' || key[0] > 'z' {
		return "", "", false
	}
	for i := range len(key) {
		if c := key[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' && c != '.' {
			return "", "", false
		}
	}
	return key, value, true
}

type queryParser struct {
	b     *Backlog
	env   QueryEnv
	facts *Facts
	q     *Query
}

func (p *queryParser) term(arg string) (term, error) {
	negated := false
	if rest, ok := strings.CutPrefix(arg, "-"); ok && IsTerm(rest) {
		arg, negated = rest, true
	}
	for {
		rest, ok := strings.CutPrefix(arg, "not:")
		if !ok {
			break
		}
		arg, negated = rest, !negated
	}
	if arg == "" {
		return term{}, &QueryError{Fault: NoValue, Key: "not"}
	}
	holds, err := p.condition(arg)
	return term{holds, negated}, err
}

func (p *queryParser) condition(arg string) (func(*Item) bool, error) {
	key, value, ok := cutTerm(arg)
	if !ok {
		return freeWords(arg), p.misspelt(arg)
	}
	if _, err := p.b.Column(key); err != nil && key != "is" && key != "under" && isProse(value) {
		return freeWords(arg), nil
	}
	value = strings.TrimSpace(value)
	if value == "" {
		return nil, &QueryError{Fault: NoValue, Key: key}
	}
	switch key {
	case "is":
		p.q.openOnly = false
		return p.anyOf(key, value, p.is)
	case "under":
		return p.anyOf(key, value, p.under)
	}
	f, err := p.b.Column(key)
	if err != nil {
		return nil, err
	}
	switch f.Key {
	case "status":
		p.q.openOnly = false
	case "type":
		p.q.withEpics = true
	case keyScore:
		if p.facts.score.score == nil {
			return nil, &QueryError{Fault: NoMethod, Key: key}
		}
	}
	return p.anyOf(key, value, func(word string) (func(*Item) bool, error) { return p.column(f, word) })
}

// isProse reports whether what follows a colon reads as text: "pay: by card", "http://example.org".
func isProse(value string) bool {
	return strings.HasPrefix(value, " ") || strings.HasPrefix(value, "//")
}

// misspelt refuses what is meant as a term but written otherwise: Status:ready, depends-on:VS-3.
func (p *queryParser) misspelt(arg string) error {
	key, _, ok := strings.Cut(arg, ":")
	meant := strings.ReplaceAll(strings.ToLower(key), "-", "_")
	if !ok || meant == key {
		return nil
	}
	if f, err := p.b.Column(meant); err == nil {
		return &QueryError{Fault: UnknownKey, Key: key, Near: []string{f.Key}}
	}
	return nil
}

// freeWords looks for a text in id, title and labels, in any case.
func freeWords(text string) func(*Item) bool {
	text = strings.ToLower(strings.TrimSpace(text))
	holds := func(s string) bool { return strings.Contains(strings.ToLower(s), text) }
	return func(it *Item) bool {
		return holds(it.Title) || holds(string(it.ID)) || slices.ContainsFunc(it.Labels, holds)
	}
}

// anyOf reads values with commas between; one of them must hold.
func (p *queryParser) anyOf(key, value string, read func(string) (func(*Item) bool, error)) (func(*Item) bool, error) {
	var conditions []func(*Item) bool
	for _, word := range splitValues(value) {
		if word == "" {
			return nil, &QueryError{Fault: NoValue, Key: key}
		}
		c, err := read(word)
		if err != nil {
			return nil, err
		}
		conditions = append(conditions, c)
	}
	if len(conditions) == 1 {
		return conditions[0], nil
	}
	return func(it *Item) bool {
		return slices.ContainsFunc(conditions, func(holds func(*Item) bool) bool { return holds(it) })
	}, nil
}

// splitValues splits at commas outside of double quotes. Quotes around a value stay: they make a word of it.
func splitValues(value string) []string {
	var words []string
	quoted, start := false, 0
	for i := range len(value) {
		switch value[i] {
		case '"':
			quoted = !quoted
		case ',':
			if !quoted {
				words = append(words, strings.TrimSpace(value[start:i]))
				start = i + 1
			}
		}
	}
	return append(words, strings.TrimSpace(value[start:]))
}

// unquoted takes the double quotes off a value.
func unquoted(word string) (string, bool) {
	if len(word) >= 2 && word[0] == '"' && word[len(word)-1] == '"' {
		return word[1 : len(word)-1], true
	}
	return word, false
}

// is reads what stands after is: — open, closed, a category, blocked, prioritized, orphan.
func (p *queryParser) is(word string) (func(*Item) bool, error) {
	switch word {
	case "open":
		return func(it *Item) bool { return it.Open() }, nil
	case "closed":
		return func(it *Item) bool { return !it.Open() }, nil
	case "blocked":
		return func(it *Item) bool { return it.Blocked != nil }, nil
	case "prioritized":
		return func(it *Item) bool { return it.Priority.IsSet() }, nil
	case "orphan":
		return func(it *Item) bool { return it.Epic == "" && it.Goal == "" && it.Release == "" }, nil
	}
	if c, ok := ParseCategory(word); ok {
		return func(it *Item) bool { return it.category == c || it.category == Unknown && c == Proposed }, nil
	}
	words := []string{"open", "closed", "proposed", "ready", "active", "finished", "dropped", "blocked", "prioritized", "orphan"}
	return nil, &QueryError{Fault: UnknownWord, Key: "is", Value: word, Near: Nearest(word, words), Allowed: words}
}

// under reads the id of an epic: the items below it, those of epics below it too.
func (p *queryParser) under(word string) (func(*Item) bool, error) {
	id, err := p.b.Resolve(word)
	if err != nil {
		return nil, err
	}
	if it, err := p.b.Item(id); err != nil || it.Type != Epic {
		return nil, &QueryError{Fault: WrongKind, Key: "under", Value: string(id)}
	}
	return func(it *Item) bool { return p.b.below(it, id) }, nil
}
