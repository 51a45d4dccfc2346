package backlog

import (
	"strconv"

	"github.com/po-backlog/po/backlog/internal/doc"
	"slices"
	"strings"
	"time"
)

// Config is what po.yaml says, with the defaults filled in. It is read-only.
type Config struct {
	Version    int            // of the format, 1
	Key        string         // prefix of new item ids
	RandomIDs  bool           // ids: random
	Timezone   *time.Location // where a day begins and ends
	Acceptance bool           // acceptance: required; false takes accepted and rejected out of the flow
	Statuses   []StatusDef    // the flow, in the order of categories
	Points     []Decimal      // scale of points, empty: any
	Values     []Decimal      // scale of value, empty: any
	Score      string         // the default method, empty: none
	Areas      []Area         // in the order of the file
	Fields     []Field        // own fields, which stand at the end of the item's table
	Headings   []string       // further headings of acceptance criteria
	Check      []CheckSetting // in the order of the file: of two for one rule the later one counts
	Policy     []PolicyRule   // in the order of the file
	Ready      ReadySettings
	Languages  []string // of story sentences and word lists, in the order in which they are tried; never empty
	Scoring    ScoringSettings
	Planning   PlanningSettings
	Calendar   Calendar
	Commit     CommitSettings

	src     string // po.yaml as read
	tables  [KindProduct + 1]*table
	problem []*ParseError // of rule status.verb
}

// Area is a part of the product and who answers for it.
type Area struct {
	Name, Owner string
}

// CheckSetting is one entry under check: the level of a rule or of a group (story.*), and the words added to (+word) or taken
// from (-word) a rule's list. Level is empty where only words are given.
type CheckSetting struct {
	Rule  string
	Level string
	Words []string
	Pos   Position
}

// PolicyRule says who may change which keys.
type PolicyRule struct {
	Keys   []string // front-matter keys that it is about
	When   string   // the word of the category before the change; empty: always
	Only   []string // mail addresses of the authors who may; empty: everybody
	Not    []string // who may not: assignee and owner as the item names them, finisher as the history does
	Signed bool     // the commit must carry a signature
	Level  string   // of a finding: error, warning, hint or off; empty: error
}

// ReadySettings is the Definition of Ready: which lines are on.
type ReadySettings struct {
	Text, Benefit, Dependencies, Questions, Unblocked bool
	Criteria                                          int     // at least so many; 0: the line is off
	Points                                            Decimal // at most so many points; unset: no limit
	PointsOn                                          bool    // points must be set
}

// ScoringSettings are the settings of the scoring methods.
type ScoringSettings struct {
	RicePeriod string   // in which reach is counted: quarter
	ICEMean    bool     // ice: mean instead of the product
	Weights    []Weight // of the method weighted, in the order of the file
}

// Weight says how much a key of an item counts in the sum of the method weighted.
type Weight struct {
	Key   string
	Value Decimal
}

// PlanningSettings are the settings of sprint planning.
type PlanningSettings struct {
	VelocitySprints int     // how many of the last sprints the mean velocity is taken from
	Over, Under     Decimal // percent of the mean velocity above and below which a plan is remarked upon
}

// Calendar says which days are worked.
type Calendar struct {
	Days     []time.Weekday // of the week
	Holidays []Day          // days off besides
}

// CommitSettings say how po commits.
type CommitSettings struct {
	Off     bool   // mode: off
	Subject string // with {summary}, {ids} and {verb}
	Durable bool   // fsync every object
}

func defaultConfig() *Config {
	c := &Config{
		Version:    1,
		Key:        "US",
		Timezone:   time.UTC,
		Acceptance: true,
		Statuses:   defaultFlow(),
		Ready:      ReadySettings{Text: true, Benefit: true, Dependencies: true, Questions: true, Unblocked: true, Criteria: 1, Points: Int(8)},
		Languages:  []string{"en"},
		Scoring:    ScoringSettings{RicePeriod: "quarter"},
		Planning:   PlanningSettings{VelocitySprints: 3, Over: Int(110), Under: Int(70)},
		Calendar:   Calendar{Days: []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}},
		Commit:     CommitSettings{Subject: "po: {summary}"},
	}
	return c
}

// finish makes the field tables; it is called once, before the configuration is shared.
func (c *Config) finish() {
	c.tables[KindItem] = &table{append(itemFields(), c.Fields...), KindItem}
	for k := KindGoal; k <= KindProduct; k++ {
		c.tables[k] = &table{recordFields(k), k}
	}
	c.tables[KindAny] = &table{}
}

func (c *Config) table(k RecordKind) *table { return c.tables[k] }

// FieldsOf gives the field table of a kind of record; an item's holds the own fields of po.yaml at its end.
func (c *Config) FieldsOf(k RecordKind) []Field { return slices.Clone(c.tables[k].fields) }

// ChangeFields gives the keys that [Change].Field can name or lie in, each once and in order: those of records of every kind, own
// fields, and criteria, body, path and settings.
func (c *Config) ChangeFields() []string {
	keys := []string{"criteria", "body", "path", "settings"}
	for _, k := range append(RecordKinds(), KindProduct) {
		for _, f := range c.FieldsOf(k) {
			keys = append(keys, f.Key)
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// Field looks up a key in the field table of a kind.
func (c *Config) Field(k RecordKind, key string) (Field, bool) { return c.tables[k].field(key) }

// Source is po.yaml as it was read.
func (c *Config) Source() string { return c.src }

// Problems are the faults of the flow (rule status.verb): a verb without exactly one target, or one outside its category.
func (c *Config) Problems() []*ParseError { return c.problem }

// Category is what a status means; Unknown for one that the flow does not have.
func (c *Config) Category(s Status) Category {
	if i := c.statusIndex(s); i >= 0 {
		return c.Statuses[i].Category
	}
	return Unknown
}

// Status looks up a status of the flow by its name.
func (c *Config) Status(s Status) (StatusDef, bool) {
	if i := c.statusIndex(s); i >= 0 {
		return c.Statuses[i], true
	}
	return StatusDef{}, false
}

func (c *Config) statusIndex(s Status) int {
	for i := range c.Statuses {
		if c.Statuses[i].Name == s {
			return i
		}
	}
	return -1
}

// StatusLike finds the status that a word means: its name in another case, or its label.
func (c *Config) StatusLike(word string) (StatusDef, bool) {
	for _, s := range c.Statuses {
		if strings.EqualFold(string(s.Name), word) || s.Label != "" && strings.EqualFold(s.Label, word) {
			return s, true
		}
	}
	return StatusDef{}, false
}

// Target is the status to which a verb leads: reopen leads to ready or draft, which depends on the item.
func (c *Config) Target(v Verb) (StatusDef, bool) {
	for _, s := range c.Statuses {
		if s.Verb == v {
			return s, true
		}
	}
	return StatusDef{}, false
}

// draft is the status of new items: the first of category proposed that is no verb's target, else the first proposed.
func (c *Config) draft() Status {
	for _, s := range c.Statuses {
		if s.Category == Proposed && s.Verb == "" {
			return s.Name
		}
	}
	for _, s := range c.Statuses {
		if s.Category == Proposed {
			return s.Name
		}
	}
	return StatusDraft
}

// Draft is the status of new items.
func (c *Config) Draft() Status { return c.draft() }

// StatusNames lists the names of the flow in its order.
func (c *Config) StatusNames() []string {
	names := make([]string, len(c.Statuses))
	for i, s := range c.Statuses {
		names[i] = string(s.Name)
	}
	return names
}

// Owner is who answers for an item on the product side by its area; empty where no area says so.
func (c *Config) Owner(area string) string {
	for _, a := range c.Areas {
		if a.Name == area {
			return a.Owner
		}
	}
	return ""
}

// Settings gives what po.yaml sets, one entry for each scalar or list, in the order of the file: keys are dotted inside maps, an
// entry of a list has its number as key (areas.1.name), a list of scalars is written [a, b].
func (c *Config) Settings() []Entry {
	d, err := doc.ParseYAML(c.src)
	if err != nil {
		return nil
	}
	var out []Entry
	for _, p := range d.Front() {
		out = flatSettings(out, p.Key, p.Value)
	}
	return out
}

func flatSettings(out []Entry, key string, n doc.Node) []Entry {
	switch n.Kind {
	case doc.Map:
		for _, p := range n.Pairs {
			out = flatSettings(out, key+"."+p.Key, p.Value)
		}
	case doc.List:
		if slices.ContainsFunc(n.Items, func(e doc.Node) bool { return e.Kind != doc.Scalar }) {
			for i, e := range n.Items {
				out = flatSettings(out, key+"."+strconv.Itoa(i+1), e)
			}
			return out
		}
		out = append(out, Entry{key, Text("[" + strings.Join(texts[string](&n), ", ") + "]")})
	case doc.Scalar:
		out = append(out, Entry{key, Text(n.Text)})
	}
	return out
}
