package backlog

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/po-backlog/po/backlog/internal/doc"
)

// decoder reads po.yaml strictly: an unknown key or a value that does not fit is an error with its place. The first error wins.
type decoder struct {
	src  string
	path string
	err  *ParseError

	guarded []doc.Node // keys that a policy is about
}

// parseConfig reads po.yaml.
func parseConfig(src string) (*Config, error) {
	c := defaultConfig()
	c.src = src
	d, err := doc.ParseYAML(src)
	if err != nil {
		return nil, unreadable(configFile, err)
	}
	dec := &decoder{src: src, path: configFile}
	own := []StatusDef(nil)
	for _, p := range d.Front() {
		dec.top(c, &own, p)
	}
	if dec.err != nil {
		return nil, dec.err
	}
	c.flow(own, dec)
	if dec.err != nil {
		return nil, dec.err
	}
	c.finish()
	if dec.knownKeys(c); dec.err != nil {
		return nil, dec.err
	}
	return c, nil
}

// knownKeys refuses a policy about a key that no record has: it would guard nothing, in silence.
func (d *decoder) knownKeys(c *Config) {
	if len(d.guarded) == 0 {
		return
	}
	known := c.ChangeFields()
	for _, n := range d.guarded {
		top, _, _ := strings.Cut(n.Text, ".")
		if slices.Contains(known, top) {
			continue
		}
		msg := "no record has a key " + strconv.Quote(n.Text)
		if near := Nearest(top, known); len(near) > 0 {
			msg += ": did you mean " + near[0] + "?"
		} else {
			msg += "; own ones are declared under fields"
		}
		d.fail(n.Span, "policy", msg)
	}
}

func (d *decoder) fail(at doc.Span, key, msg string) {
	if d.err != nil {
		return
	}
	line, column := doc.Position(d.src, at.Start)
	d.err = &ParseError{Pos: Position{d.path, line, column}, Rule: "file.type", Key: key, Msg: msg}
}

func (d *decoder) pos(at doc.Span) Position {
	line, column := doc.Position(d.src, at.Start)
	return Position{d.path, line, column}
}

// configKeys are the keys of po.yaml.
func configKeys() []string {
	return []string{"version", "key", "ids", "timezone", "calendar", "acceptance", "statuses", "points", "value", "score", "areas",
		"fields", "headings", "check", "policy", "ready", "language", "scoring", "planning", "forecast", "commit"}
}

func (d *decoder) unknown(p doc.Pair, within string, keys []string) {
	msg := "unknown key " + strconv.Quote(p.Key)
	if within != "" {
		msg += " under " + within
	}
	if near := Nearest(p.Key, keys); len(near) > 0 {
		msg += ": did you mean " + near[0] + "?"
	}
	d.fail(p.KeySpan, p.Key, msg)
}

// top reads one top-level key.
func (d *decoder) top(c *Config, own *[]StatusDef, p doc.Pair) {
	v := p.Value
	if v.Kind == doc.Null && slices.Contains(configKeys(), p.Key) {
		return
	}
	switch p.Key {
	case "version":
		if c.Version = d.integer(p); c.Version != 1 {
			d.fail(v.Span, p.Key, "version "+v.Text+" of the format is not known to this po: it reads version 1")
		}
	case "key":
		c.Key = d.key(p)
	case "ids":
		c.RandomIDs = d.word(p, "sequential", "random") == "random"
	case "timezone":
		c.Timezone = d.zone(p)
	case "acceptance":
		c.Acceptance = d.word(p, "required", "none") == "required"
	case "statuses":
		*own = d.statuses(p)
	case "points":
		c.Points = d.decimals(p)
	case "value":
		c.Values = d.decimals(p)
	case "score":
		c.Score = d.word(p, methodNames()...)
	case "areas":
		c.Areas = d.areas(p)
	case "fields":
		c.Fields = d.fields(p)
	case "headings":
		c.Headings = d.strings(p)
	case "check":
		c.Check = d.check(p)
	case "policy":
		c.Policy = d.policy(p)
	case "ready":
		d.ready(&c.Ready, p)
	case "language":
		c.Languages = d.languages(p)
	default:
		d.settings(c, p)
	}
}

// settings reads the keys that are maps of settings.
func (d *decoder) settings(c *Config, p doc.Pair) {
	switch p.Key {
	case "scoring":
		d.scoring(&c.Scoring, p)
	case "planning":
		d.planning(&c.Planning, p)
	case "calendar":
		d.calendar(&c.Calendar, p)
	case "commit":
		d.commit(&c.Commit, p)
	case "forecast":
		d.each(p, []string{"window", "unit", "runs", "seed", "split_rate", "exclude"}, func(doc.Pair) {})
	default:
		d.unknown(p, "", configKeys())
	}
}

// each walks a map whose keys are known.
func (d *decoder) each(p doc.Pair, keys []string, take func(doc.Pair)) {
	if p.Value.Kind != doc.Map {
		d.fail(p.Value.Span, p.Key, p.Key+" must be a map of keys")
		return
	}
	for _, q := range p.Value.Pairs {
		if !slices.Contains(keys, q.Key) {
			d.unknown(q, p.Key, keys)
			return
		}
		if q.Value.Kind != doc.Null {
			take(q)
		}
	}
}

func (d *decoder) scalar(p doc.Pair) string {
	if p.Value.Kind != doc.Scalar {
		d.fail(p.KeySpan, p.Key, p.Key+" must be one value")
		return ""
	}
	return p.Value.Text
}

func (d *decoder) word(p doc.Pair, words ...string) string {
	s := d.scalar(p)
	if d.err == nil && !slices.Contains(words, s) {
		d.fail(p.Value.Span, p.Key, strconv.Quote(s)+" is none of "+strings.Join(words, ", "))
	}
	return s
}

func (d *decoder) onOff(p doc.Pair) bool {
	switch s := d.word(p, "on", "off", "true", "false", "yes", "no"); s {
	case "on", "true", "yes":
		return true
	}
	return false
}

func (d *decoder) integer(p doc.Pair) int {
	n, err := strconv.Atoi(d.scalar(p))
	if err != nil || n < 0 {
		d.fail(p.Value.Span, p.Key, p.Key+" must be a whole number")
	}
	return n
}

func (d *decoder) decimal(p doc.Pair) Decimal { return d.number(p.Value, p.Key) }

func (d *decoder) number(n doc.Node, key string) Decimal {
	x, err := ParseDecimal(n.Text)
	if n.Kind != doc.Scalar || err != nil {
		d.fail(n.Span, key, strconv.Quote(n.Text)+" is not a decimal number")
	}
	return x
}

func (d *decoder) key(p doc.Pair) string {
	s := d.scalar(p)
	switch {
	case d.err != nil:
	case !ValidKey(s):
		d.fail(p.Value.Span, p.Key, strconv.Quote(s)+" is no key: capital letters and digits, at most ten, a letter first")
	case kindOf(s) != KindItem:
		d.fail(p.Value.Span, p.Key, s+" is the prefix of every "+kindOf(s).String())
	}
	return s
}

func (d *decoder) zone(p doc.Pair) *time.Location {
	s := d.scalar(p)
	loc, err := time.LoadLocation(s)
	if err != nil || s == "Local" || s == "" {
		d.fail(p.Value.Span, p.Key, strconv.Quote(s)+" is no time zone such as Europe/Berlin")
		return time.UTC
	}
	return loc
}

func (d *decoder) list(p doc.Pair) []doc.Node {
	if p.Value.Kind != doc.List {
		d.fail(p.KeySpan, p.Key, p.Key+" must be a list")
		return nil
	}
	return p.Value.Items
}

func (d *decoder) strings(p doc.Pair) []string {
	var out []string
	for _, n := range d.list(p) {
		if n.Kind != doc.Scalar {
			d.fail(n.Span, p.Key, "each entry of "+p.Key+" must be one value")
			return nil
		}
		out = append(out, n.Text)
	}
	return out
}

// oneOf reads a list of some of the words.
func (d *decoder) oneOf(p doc.Pair, words ...string) []string {
	list := d.strings(p)
	for i, s := range list {
		if d.err == nil && !slices.Contains(words, s) {
			d.fail(p.Value.Items[i].Span, p.Key, strconv.Quote(s)+" is none of "+strings.Join(words, ", "))
		}
	}
	return list
}

func (d *decoder) decimals(p doc.Pair) []Decimal {
	var out []Decimal
	for _, n := range d.list(p) {
		out = append(out, d.number(n, p.Key))
	}
	return out
}

// entries walks a list of maps.
func (d *decoder) entries(p doc.Pair, keys []string, take func(i int, q doc.Pair)) int {
	list := d.list(p)
	for i, n := range list {
		d.each(doc.Pair{Key: p.Key, KeySpan: p.KeySpan, Value: n}, keys, func(q doc.Pair) { take(i, q) })
	}
	return len(list)
}

func (d *decoder) areas(p doc.Pair) []Area {
	out := make([]Area, len(p.Value.Items))
	d.entries(p, []string{"name", "owner"}, func(i int, q doc.Pair) {
		if q.Key == "name" {
			out[i].Name = d.scalar(q)
		} else {
			out[i].Owner = d.scalar(q)
		}
	})
	for i := range out {
		if out[i].Name == "" {
			d.fail(p.Value.Items[i].Span, p.Key, "an area needs a name")
		}
	}
	return out
}

func (d *decoder) statuses(p doc.Pair) []StatusDef {
	out := make([]StatusDef, len(p.Value.Items))
	d.entries(p, []string{"name", "label", "category", "verb", "limit"}, func(i int, q doc.Pair) {
		s := &out[i]
		switch q.Key {
		case "name":
			s.Name = Status(d.scalar(q))
		case "label":
			s.Label = d.scalar(q)
		case "verb":
			s.Verb = Verb(d.word(q, "ready", "start", "done", "accept", "reject", "drop"))
		case "limit":
			s.Limit = d.integer(q)
		case "category":
			s.Category, _ = ParseCategory(d.word(q, "proposed", "ready", "active", "finished", "closed", "dropped"))
		}
	})
	for i := range out {
		if out[i].Name == "" {
			d.fail(p.Value.Items[i].Span, p.Key, "a status needs a name")
		}
	}
	return out
}

func (d *decoder) fields(p doc.Pair) []Field {
	out := make([]Field, len(p.Value.Items))
	d.entries(p, []string{"key", "type", "values", "doc"}, func(i int, q doc.Pair) {
		f := &out[i]
		switch q.Key {
		case "key":
			f.Key = d.scalar(q)
		case "doc":
			f.Doc = d.scalar(q)
		case "values":
			f.Values = d.strings(q)
		case "type":
			f.Kind, f.Of = ownKind(d.word(q, "string", "number", "date", "bool", "list"))
		}
	})
	known := &table{fields: itemFields()}
	for i := range out {
		f := &out[i]
		f.Own = true
		if f.Kind == None {
			f.Kind = String
		}
		if f.Kind == List {
			f.Unit = UnitList
		}
		switch {
		case known.find(f.Key, 0) >= 0 || reservedField(f.Key):
			d.fail(p.Value.Items[i].Span, p.Key, strconv.Quote(f.Key)+" cannot be the key of an own field")
		case !ownKey(f.Key):
			d.fail(p.Value.Items[i].Span, p.Key, strconv.Quote(f.Key)+" cannot be the key of an own field: a letter, then letters, digits, - and _")
		}
	}
	return out
}

// ownKey tells whether a word can be the key of an own field: one that needs no quotes in a file, no comma or colon in a query
// and no dot, which leads into a map.
func ownKey(word string) bool {
	for i, r := range word {
		if !unicode.IsLetter(r) && (i == 0 || !unicode.IsDigit(r) && r != '-' && r != '_') {
			return false
		}
	}
	return word != ""
}

func ownKind(word string) (kind, of Kind) {
	switch word {
	case "number":
		return Number, None
	case "date":
		return DateVal, None
	case "bool":
		return Bool, None
	case "list":
		return List, String
	}
	return String, None
}

// reservedField reports the names that JSON and queries use for computed things.
func reservedField(key string) bool {
	return slices.Contains([]string{"record", "path", "revision", "category", "open", "position", "score", "age", "missing", "story",
		"criteria", "body", "is", "under", "not", "label", "insight", "why", "lines"}, key)
}

func (d *decoder) check(p doc.Pair) []CheckSetting {
	if p.Value.Kind != doc.Map {
		d.fail(p.Value.Span, p.Key, "check must be a map of rules to levels")
		return nil
	}
	var out []CheckSetting
	for _, q := range p.Value.Pairs {
		s := CheckSetting{Rule: q.Key, Pos: d.pos(q.KeySpan)}
		if q.Value.Kind == doc.Map {
			d.each(q, []string{"level", "words"}, func(r doc.Pair) {
				if r.Key == "words" {
					s.Words = d.strings(r)
				} else {
					s.Level = d.level(r)
				}
			})
		} else {
			s.Level = d.level(q)
		}
		out = append(out, s)
	}
	return out
}

func (d *decoder) level(p doc.Pair) string {
	return d.word(p, "error", "warning", "hint", "off")
}

func (d *decoder) policy(p doc.Pair) []PolicyRule {
	out := make([]PolicyRule, len(p.Value.Items))
	d.entries(p, []string{"keys", "when", "only", "not", "signed", "level"}, func(i int, q doc.Pair) {
		r := &out[i]
		switch q.Key {
		case "keys":
			r.Keys = d.strings(q)
			d.guarded = append(d.guarded, q.Value.Items...)
		case "when":
			r.When = d.word(q, "proposed", "ready", "active", "finished", "closed", "dropped")
		case "only":
			r.Only = d.strings(q)
		case "not":
			r.Not = d.oneOf(q, "assignee", "owner", "finisher")
		case "signed":
			r.Signed = d.onOff(q)
		case "level":
			r.Level = d.level(q)
		}
	})
	return out
}

func (d *decoder) ready(r *ReadySettings, p doc.Pair) {
	if p.Value.Kind == doc.Scalar {
		if d.word(p, "on", "off") == "off" {
			*r = ReadySettings{}
		}
		return
	}
	d.each(p, []string{"text", "benefit", "criteria", "points", "dependencies", "questions", "unblocked"}, func(q doc.Pair) {
		switch q.Key {
		case "text":
			r.Text = d.onOff(q)
		case "benefit":
			r.Benefit = d.onOff(q)
		case "dependencies":
			r.Dependencies = d.onOff(q)
		case "questions":
			r.Questions = d.onOff(q)
		case "unblocked":
			r.Unblocked = d.onOff(q)
		case "criteria":
			if r.Criteria = 0; q.Value.Text != "off" {
				r.Criteria = d.integer(q)
			}
		case "points":
			r.Points, r.PointsOn = Decimal{}, q.Value.Text == "on"
			if q.Value.Text != "on" && q.Value.Text != "off" {
				r.Points = d.decimal(q)
			}
		}
	})
}

func (d *decoder) languages(p doc.Pair) []string {
	out := []string{p.Value.Text}
	if p.Value.Kind == doc.List {
		out = d.strings(p)
	}
	for _, l := range out {
		if !slices.Contains([]string{"en", "de", "fr", "es", "nl"}, l) {
			d.fail(p.Value.Span, p.Key, strconv.Quote(l)+" is none of en, de, fr, es, nl")
		}
	}
	if len(out) == 0 {
		return []string{"en"}
	}
	return out
}

func (d *decoder) scoring(s *ScoringSettings, p doc.Pair) {
	d.each(p, []string{"rice_period", "ice", "weights"}, func(q doc.Pair) {
		switch q.Key {
		case "rice_period":
			s.RicePeriod = d.scalar(q)
		case "ice":
			s.ICEMean = d.word(q, "product", "mean") == "mean"
		case "weights":
			if q.Value.Kind != doc.Map {
				d.fail(q.Value.Span, q.Key, "weights must be a map of keys to numbers")
			}
			for _, w := range q.Value.Pairs {
				s.Weights = append(s.Weights, Weight{w.Key, d.decimal(w)})
			}
		}
	})
}

func (d *decoder) planning(s *PlanningSettings, p doc.Pair) {
	d.each(p, []string{"velocity_sprints", "over", "under"}, func(q doc.Pair) {
		switch q.Key {
		case "velocity_sprints":
			s.VelocitySprints = d.integer(q)
		case "over":
			s.Over = d.decimal(q)
		case "under":
			s.Under = d.decimal(q)
		}
	})
}

func (d *decoder) calendar(c *Calendar, p doc.Pair) {
	d.each(p, []string{"days", "holidays"}, func(q doc.Pair) {
		if q.Key == "days" {
			c.Days = nil
			for i, s := range d.strings(q) {
				day := slices.Index([]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}, strings.ToLower(s))
				if day < 0 {
					d.fail(q.Value.Items[i].Span, q.Key, strconv.Quote(s)+" is none of mon, tue, wed, thu, fri, sat, sun")
				}
				c.Days = append(c.Days, time.Weekday(day))
			}
			return
		}
		for i, s := range d.strings(q) {
			date, err := ParseDate(s)
			if err != nil {
				d.fail(q.Value.Items[i].Span, q.Key, strconv.Quote(s)+" is "+err.Error())
			}
			c.Holidays = append(c.Holidays, date.Day(time.UTC))
		}
	})
}

func (d *decoder) commit(s *CommitSettings, p doc.Pair) {
	d.each(p, []string{"mode", "subject", "durable"}, func(q doc.Pair) {
		switch q.Key {
		case "mode":
			s.Off = d.word(q, "each", "off") == "off"
		case "subject":
			s.Subject = d.scalar(q)
			if d.err == nil && strings.ContainsAny(s.Subject, "\r\n") {
				d.fail(q.Value.Span, q.Key, "a subject is one line")
			}
		case "durable":
			s.Durable = d.onOff(q)
		}
	})
}
