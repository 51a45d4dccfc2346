package backlog

import (
	"slices"
	"strings"
)

// column reads one value of a term on a column.
func (p *queryParser) column(f Field, word string) (func(*Item) bool, error) {
	text, quoted := unquoted(word)
	if !quoted {
		switch text {
		case "none":
			return func(it *Item) bool { return !p.facts.Value(*it, f.Key).IsSet() }, nil
		case "any":
			return func(it *Item) bool { return p.facts.Value(*it, f.Key).IsSet() }, nil
		}
	}
	switch {
	case f.Key == keyCriteria:
		return p.criteria(f, text)
	case f.Key == "id", f.Kind == Ref, f.Kind == List && f.Of == Ref:
		return p.reference(f, text)
	case f.Kind == Number:
		return p.number(f, text)
	case f.Kind == DateVal:
		return p.date(f, text)
	case f.Kind == Map, f.Kind == List && f.Of == Map:
		return nil, &QueryError{Fault: OnlyPresence, Key: f.Key, Value: text, Near: mapParts(f.Key)}
	}
	return p.word(f, text)
}

// word compares texts: the title must hold it, anything else be it, in any case.
func (p *queryParser) word(f Field, text string) (func(*Item) bool, error) {
	switch {
	case f.Key == "status":
		return p.status(text)
	case f.Key == "title" || strings.HasSuffix(f.Key, ".reason"):
		part := strings.ToLower(text)
		return func(it *Item) bool {
			return strings.Contains(strings.ToLower(p.facts.Value(*it, f.Key).Text), part)
		}, nil
	case f.Key == "owner" || f.Key == "assignee":
		return p.person(f, text), nil
	case f.Kind == Bool && text != "true" && text != "false":
		return nil, &QueryError{Fault: UnknownWord, Key: f.Key, Value: text, Allowed: []string{"true", "false"}}
	case len(f.Values) > 0 && !slices.Contains(f.Values, text):
		return nil, &QueryError{Fault: UnknownWord, Key: f.Key, Value: text, Near: Nearest(text, f.Values), Allowed: f.Values}
	case f.Key == "area" && len(p.b.cfg.Areas) > 0 && !slices.Contains(p.b.cfg.areaNames(), text):
		return nil, &QueryError{Fault: UnknownWord, Key: f.Key, Value: text, Near: Nearest(text, p.b.cfg.areaNames()), Allowed: p.b.cfg.areaNames()}
	}
	return func(it *Item) bool {
		return slices.ContainsFunc(p.facts.Value(*it, f.Key).Strings(), func(s string) bool { return strings.EqualFold(s, text) })
	}, nil
}

func (p *queryParser) status(text string) (func(*Item) bool, error) {
	def, ok := p.b.cfg.StatusLike(text)
	if !ok {
		names := p.b.cfg.StatusNames()
		return nil, &QueryError{Fault: UnknownWord, Key: "status", Value: text, Near: Nearest(text, names), Allowed: names}
	}
	return func(it *Item) bool { return it.Status == def.Name }, nil
}

// person reads a name; me is the committer.
func (p *queryParser) person(f Field, text string) func(*Item) bool {
	names := []string{text}
	if text == "me" {
		names = p.env.Me
	}
	return func(it *Item) bool {
		who := strings.TrimPrefix(p.facts.Value(*it, f.Key).Text, "@")
		return who != "" && slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(strings.TrimPrefix(n, "@"), who) })
	}
}

// reference reads an id, which must name something; sprint:current is every active sprint.
func (p *queryParser) reference(f Field, text string) (func(*Item) bool, error) {
	if f.Key == "sprint" && text == "current" {
		return func(it *Item) bool {
			r, err := p.b.Record(it.Sprint)
			return err == nil && r.Kind == KindSprint && r.Status == "active"
		}, nil
	}
	id, err := p.b.Resolve(text)
	if err != nil {
		return nil, err
	}
	if kind, _ := p.b.Has(id); f.Kind == Ref && f.Target != KindAny && kind != f.Target {
		return nil, &QueryError{Fault: WrongKind, Key: f.Key, Value: string(id)}
	}
	return func(it *Item) bool {
		return slices.ContainsFunc(p.facts.Value(*it, f.Key).Strings(), func(s string) bool { return p.names(s, id) })
	}, nil
}

// names reports whether a reference in a file means the id: itself or a former one.
func (p *queryParser) names(reference string, id ID) bool {
	return ID(reference) == id || p.b.names.alias[ID(reference)] == id
}

// criteria reads a number of criteria, a range of them, or met and all as 2/3.
func (p *queryParser) criteria(f Field, text string) (func(*Item) bool, error) {
	if strings.Contains(text, "/") {
		return func(it *Item) bool { return p.facts.Value(*it, keyCriteria).Text == text }, nil
	}
	r, err := readSpan(f, text, ParseDecimal)
	if err != nil {
		return nil, err
	}
	return func(it *Item) bool { return r.holds(Int(int64(len(it.Criteria()))), Decimal.Cmp) }, nil
}

func (p *queryParser) number(f Field, text string) (func(*Item) bool, error) {
	r, err := readSpan(f, text, ParseDecimal)
	if err != nil {
		if f.Key != keyScore || len(text) == 0 {
			return nil, err
		}
		return func(it *Item) bool { return strings.EqualFold(p.facts.Score(*it).Class, text) }, nil
	}
	return func(it *Item) bool {
		d, err := ParseDecimal(p.facts.Value(*it, f.Key).Text)
		return err == nil && r.holds(d, Decimal.Cmp)
	}, nil
}

func (p *queryParser) date(f Field, text string) (func(*Item) bool, error) {
	r, err := readSpan(f, text, p.day)
	if err != nil {
		return nil, err
	}
	return func(it *Item) bool {
		d := Date(p.facts.Value(*it, f.Key).Text).Day(p.b.cfg.Timezone)
		return d.IsSet() && r.holds(d, func(x, y Day) int { return x.Sub(y) })
	}, nil
}

// day reads a date, today, yesterday, tomorrow, or so many days (3d) or weeks (2w) ago.
func (p *queryParser) day(text string) (Day, error) {
	switch text {
	case "today":
		return p.env.Today, nil
	case "yesterday":
		return p.env.Today.AddDays(-1), nil
	case "tomorrow":
		return p.env.Today.AddDays(1), nil
	}
	if n := len(text) - 1; n > 0 && n <= 4 && (text[n] == 'd' || text[n] == 'w') {
		if ago, ok := digits(text[:n]); ok {
			if text[n] == 'w' {
				ago *= 7
			}
			return p.env.Today.AddDays(-ago), nil
		}
	}
	d, err := ParseDate(text)
	return d.Day(p.b.cfg.Timezone), err
}

// span is a range of values; an end that is open has no bound.
type span[T any] struct {
	lo, hi         *T
	above, beneath bool // the bound itself is outside
}

// readSpan reads a value, a..b, a.., ..b, or a value after >, >=, < or <=.
func readSpan[T any](f Field, text string, read func(string) (T, error)) (span[T], error) {
	var s span[T]
	bound := func(word string) *T {
		v, err := read(strings.TrimSpace(word))
		if err != nil {
			return nil
		}
		return &v
	}
	ok := false
	if lo, hi, isRange := strings.Cut(text, ".."); isRange {
		s.lo, s.hi = bound(lo), bound(hi)
		ok = (lo == "" || s.lo != nil) && (hi == "" || s.hi != nil) && (lo != "" || hi != "")
	} else if rest, isAbove := strings.CutPrefix(text, ">"); isAbove {
		rest, orEqual := strings.CutPrefix(rest, "=")
		s.lo, s.above = bound(rest), !orEqual
		ok = s.lo != nil
	} else if rest, isBelow := strings.CutPrefix(text, "<"); isBelow {
		rest, orEqual := strings.CutPrefix(rest, "=")
		s.hi, s.beneath = bound(rest), !orEqual
		ok = s.hi != nil
	} else {
		s.lo = bound(text)
		s.hi, ok = s.lo, s.lo != nil
	}
	if !ok {
		fault := NotNumber
		if f.Kind == DateVal {
			fault = NotDate
		}
		return s, &QueryError{Fault: fault, Key: f.Key, Value: text}
	}
	return s, nil
}

func (s span[T]) holds(v T, compare func(x, y T) int) bool {
	if s.lo != nil {
		if c := compare(v, *s.lo); c < 0 || c == 0 && s.above {
			return false
		}
	}
	if s.hi != nil {
		if c := compare(v, *s.hi); c > 0 || c == 0 && s.beneath {
			return false
		}
	}
	return true
}
