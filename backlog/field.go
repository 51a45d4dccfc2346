package backlog

import "slices"

// Field is one row of a field table: a key of front matter, what it may hold, and how the command line sees it. Own fields
// of po.yaml join the item's table. Adding a field is adding a row.
type Field struct {
	Key    string
	Doc    string     // one line for help, completion and the JSON Schema
	Kind   Kind       // of the value; for a list the kind of its entries is Of
	Of     Kind       // entries of a list
	Values []string   // allowed words, if they are fixed
	Target RecordKind // for Ref: the kind of record named, KindAny where several are possible
	Signed bool       // a number that may be below zero
	Max    string     // largest number, empty: none
	Flag   string     // name of the flag on po add and po edit; empty: none
	Unit   Unit       // what merges together
	Own    bool       // declared under fields: in po.yaml
	Frozen bool       // written only by po itself: no flag, no --set
}

// Unit says how a merge treats a key.
type Unit uint8

// The units of a merge: a key by itself, the status with its dates, a list by value, an append-only list, a map entry by entry.
const (
	UnitKey Unit = iota
	UnitStatus
	UnitList
	UnitAppend
	UnitMap
)

// itemFields is the field table of items in the order in which keys stand in a new file.
func itemFields() []Field {
	return []Field{
		{Key: "id", Doc: "identity, unique in the backlog", Kind: String, Frozen: true},
		{Key: "status", Doc: "name of a status of the flow", Kind: String, Flag: "status", Unit: UnitStatus},
		{Key: "title", Doc: "one line, 1 to 200 characters", Kind: String, Flag: "title"},
		{Key: "priority", Doc: "the place in the order: lower comes first", Kind: Number, Signed: true, Flag: "priority"},
		{Key: "type", Doc: "kind of item", Kind: String, Values: []string{"story", "bug", "enabler", "spike", "epic"}, Flag: "type"},
		{Key: "points", Doc: "size, set by the developers", Kind: Number, Flag: "points"},
		{Key: "created", Doc: "day on which the item was written", Kind: DateVal, Flag: "created"},
		{Key: "value", Doc: "business value, relative", Kind: Number, Flag: "value"},
		{Key: "area", Doc: "part of the product", Kind: String, Flag: "area"},
		{Key: "sprint", Doc: "id of a sprint", Kind: Ref, Target: KindSprint, Flag: "sprint"},
		{Key: "epic", Doc: "id of an epic", Kind: Ref, Target: KindItem, Flag: "epic"},
		{Key: "goal", Doc: "id of a goal", Kind: Ref, Target: KindGoal, Flag: "goal"},
		{Key: "release", Doc: "id of a release", Kind: Ref, Target: KindRelease, Flag: "release"},
		{Key: "moscow", Doc: "class for the item's release", Kind: String, Values: []string{"must", "should", "could", "wont"}, Flag: "moscow"},
		{Key: "owner", Doc: "who answers for it on the product side", Kind: String, Flag: "owner"},
		{Key: "assignee", Doc: "who works on it", Kind: String, Flag: "assignee"},
		{Key: "labels", Doc: "free words", Kind: List, Of: String, Flag: "label", Unit: UnitList},
		{Key: "depends_on", Doc: "ids of items that must be finished before", Kind: List, Of: Ref, Target: KindItem, Flag: "depends-on", Unit: UnitList},
		{Key: "blocked", Doc: "since when and why work cannot go on", Kind: Map, Unit: UnitKey},
		{Key: "due", Doc: "day by which it must be finished", Kind: DateVal, Flag: "due"},
		{Key: "started", Doc: "day on which work began", Kind: DateVal, Flag: "started", Unit: UnitStatus},
		{Key: "done", Doc: "day on which work was finished", Kind: DateVal, Flag: "done", Unit: UnitStatus},
		{Key: "accepted", Doc: "day on which it was accepted", Kind: DateVal, Flag: "accepted", Unit: UnitStatus},
		{Key: "dropped", Doc: "when and why it was decided against", Kind: Map, Unit: UnitStatus},
		{Key: "scores", Doc: "inputs of the scoring methods", Kind: Map, Unit: UnitMap},
		{Key: "insights", Doc: "ids of customer insights", Kind: List, Of: Ref, Target: KindInsight, Flag: "insight", Unit: UnitList},
		{Key: "rejections", Doc: "when and why it was rejected", Kind: List, Of: Map, Frozen: true, Unit: UnitAppend},
		{Key: "source", Doc: "where it was imported from", Kind: Map, Frozen: true},
		{Key: "aliases", Doc: "former ids", Kind: List, Of: Ref, Target: KindAny, Frozen: true, Unit: UnitList},
	}
}

// recordFields is the field table of the other records.
func recordFields(k RecordKind) []Field {
	switch k {
	case KindGoal:
		return goalFields()
	case KindSprint:
		return sprintFields()
	case KindRelease:
		return releaseFields()
	case KindExperiment:
		return experimentFields()
	case KindInsight:
		return insightFields()
	case KindDecision:
		return decisionFields()
	case KindProduct:
		return productFields()
	}
	return nil
}

func commonFields(statuses []string, middle ...Field) []Field {
	head := []Field{
		{Key: "id", Doc: "identity, unique in the backlog", Kind: String, Frozen: true},
		{Key: "status", Doc: "status", Kind: String, Values: statuses, Flag: "status", Unit: UnitStatus},
		{Key: "title", Doc: "one line, 1 to 200 characters", Kind: String, Flag: "title"},
	}
	tail := []Field{
		{Key: "owner", Doc: "who answers for it", Kind: String, Flag: "owner"},
		{Key: "labels", Doc: "free words", Kind: List, Of: String, Flag: "label", Unit: UnitList},
	}
	return slices.Concat(head, middle, tail)
}

func goalFields() []Field {
	return commonFields([]string{"planned", "active", "achieved", "abandoned"},
		Field{Key: "created", Doc: "day on which it was written", Kind: DateVal, Flag: "created"},
		Field{Key: "ended", Doc: "day on which it was achieved or abandoned", Kind: DateVal, Flag: "ended", Unit: UnitStatus},
		Field{Key: "measure", Doc: "metric, unit, baseline, target, by, direction", Kind: Map, Unit: UnitMap},
		Field{Key: "readings", Doc: "measured values by date, append only", Kind: List, Of: Map, Unit: UnitAppend},
	)
}

func sprintFields() []Field {
	return commonFields([]string{"planned", "active", "closed", "cancelled"},
		Field{Key: "sprint_goal", Doc: "the Sprint Goal, one sentence", Kind: String, Flag: "sprint-goal"},
		Field{Key: "goal", Doc: "id of a goal", Kind: Ref, Target: KindGoal, Flag: "goal"},
		Field{Key: "team", Doc: "the team", Kind: String, Flag: "team"},
		Field{Key: "start", Doc: "first day", Kind: DateVal, Flag: "start"},
		Field{Key: "end", Doc: "last day", Kind: DateVal, Flag: "end"},
		Field{Key: "capacity", Doc: "points", Kind: Number, Flag: "capacity"},
		Field{Key: "available_days", Doc: "person-days", Kind: Number, Flag: "available-days"},
		Field{Key: "cost", Doc: "actual cost", Kind: Number, Flag: "cost"},
		Field{Key: "baseline", Doc: "points of each item at the start", Kind: Map, Unit: UnitMap},
		Field{Key: "added", Doc: "items added while active, append only", Kind: List, Of: Map, Unit: UnitAppend},
		Field{Key: "removed", Doc: "items removed while active, append only", Kind: List, Of: Map, Unit: UnitAppend},
		Field{Key: "closed", Doc: "what the close found", Kind: Map, Unit: UnitStatus},
		Field{Key: "cancelled", Doc: "when and why it was cancelled", Kind: Map, Unit: UnitStatus},
	)
}

func releaseFields() []Field {
	return commonFields([]string{"planned", "active", "released", "cancelled"},
		Field{Key: "created", Doc: "day on which it was written", Kind: DateVal, Flag: "created"},
		Field{Key: "version", Doc: "version", Kind: String, Flag: "version"},
		Field{Key: "tag", Doc: "Git tag", Kind: String, Flag: "tag"},
		Field{Key: "goal", Doc: "id of a goal", Kind: Ref, Target: KindGoal, Flag: "goal"},
		Field{Key: "target", Doc: "YYYY-MM-DD, YYYY-MM or YYYY-Qn", Kind: String, Flag: "target"},
		Field{Key: "window", Doc: "from and to", Kind: Map, Unit: UnitMap},
		Field{Key: "features", Doc: "at most five words or ids of epics", Kind: List, Of: String, Flag: "features", Unit: UnitList},
		Field{Key: "measure", Doc: "metric, unit, baseline, target, by, direction", Kind: Map, Unit: UnitMap},
		Field{Key: "released", Doc: "day of the release", Kind: DateVal, Flag: "released", Unit: UnitStatus},
		Field{Key: "cancelled", Doc: "when and why it was cancelled", Kind: Map, Unit: UnitStatus},
	)
}

func experimentFields() []Field {
	return commonFields([]string{"planned", "running", "validated", "invalidated", "inconclusive", "cancelled"},
		Field{Key: "created", Doc: "day on which it was written", Kind: DateVal, Flag: "created"},
		Field{Key: "we_believe", Doc: "the capability", Kind: String, Flag: "we-believe"},
		Field{Key: "will_result_in", Doc: "the outcome", Kind: String, Flag: "will-result-in"},
		Field{Key: "we_know_when", Doc: "the signal", Kind: String, Flag: "we-know-when"},
		Field{Key: "metric", Doc: "name, unit, baseline, target, direction", Kind: Map, Unit: UnitMap},
		Field{Key: "min_sample", Doc: "smallest sample", Kind: Number, Flag: "min-sample"},
		Field{Key: "method", Doc: "how it is tried", Kind: String, Flag: "method",
			Values: []string{"interview", "survey", "prototype", "fake-door", "concierge", "ab-test", "data"}},
		Field{Key: "start", Doc: "first day", Kind: DateVal, Flag: "start"},
		Field{Key: "end", Doc: "the time-box", Kind: DateVal, Flag: "end"},
		Field{Key: "cost", Doc: "days or amount", Kind: Map, Unit: UnitMap},
		Field{Key: "result", Doc: "measured result", Kind: Number, Signed: true, Flag: "result"},
		Field{Key: "n", Doc: "sample", Kind: Number, Flag: "n"},
		Field{Key: "decision", Doc: "what follows", Kind: String, Values: []string{"persevere", "pivot", "stop"}, Flag: "decision"},
		Field{Key: "items", Doc: "ids of items", Kind: List, Of: Ref, Target: KindItem, Flag: "items", Unit: UnitList},
		Field{Key: "closed", Doc: "day of the close", Kind: DateVal, Flag: "closed", Unit: UnitStatus},
		Field{Key: "cancelled", Doc: "when and why it was cancelled", Kind: Map, Unit: UnitStatus},
	)
}

func insightFields() []Field {
	return commonFields([]string{"new", "declined"},
		Field{Key: "date", Doc: "day on which it was said", Kind: DateVal, Flag: "date"},
		Field{Key: "kind", Doc: "how it was learned", Kind: String, Flag: "kind",
			Values: []string{"interview", "survey", "support", "sales", "analytics", "review", "observation"}},
		Field{Key: "segment", Doc: "group of customers", Kind: String, Flag: "segment"},
		Field{Key: "theme", Doc: "theme", Kind: String, Flag: "theme"},
		Field{Key: "customer", Doc: "a pseudonym", Kind: String, Flag: "customer"},
		Field{Key: "weight", Doc: "count or revenue, one meaning per backlog", Kind: Number, Flag: "weight"},
		Field{Key: "importance", Doc: "0 to 10", Kind: Number, Max: "10", Flag: "importance"},
		Field{Key: "satisfaction", Doc: "0 to 10", Kind: Number, Max: "10", Flag: "satisfaction"},
	)
}

func decisionFields() []Field {
	return commonFields([]string{"proposed", "accepted", "superseded", "rejected"},
		Field{Key: "date", Doc: "day of the decision", Kind: DateVal, Flag: "date"},
		Field{Key: "deciders", Doc: "who decided", Kind: List, Of: String, Flag: "deciders", Unit: UnitList},
		Field{Key: "consulted", Doc: "who was asked", Kind: List, Of: String, Flag: "consulted", Unit: UnitList},
		Field{Key: "items", Doc: "ids of items", Kind: List, Of: Ref, Target: KindItem, Flag: "items", Unit: UnitList},
		Field{Key: "based_on", Doc: "ids of experiments, insights, decisions", Kind: List, Of: Ref, Target: KindAny, Flag: "based-on", Unit: UnitList},
		Field{Key: "supersedes", Doc: "id of the decision that this one replaces", Kind: Ref, Target: KindDecision, Flag: "supersedes"},
		Field{Key: "review_on", Doc: "day on which to look again", Kind: DateVal, Flag: "review-on"},
	)
}

func productFields() []Field {
	return []Field{
		{Key: "name", Doc: "name of the product", Kind: String},
		{Key: "vision", Doc: "at most two sentences", Kind: String},
		{Key: "owner", Doc: "the accountable product owner", Kind: String},
		{Key: "done", Doc: "the Definition of Done", Kind: List, Of: String, Unit: UnitList},
		{Key: "budget", Doc: "amount, currency, from, to", Kind: Map, Unit: UnitMap},
		{Key: "team_cost", Doc: "per sprint or month, amount", Kind: Map, Unit: UnitMap},
	}
}

// table is a field table with fast lookup.
type table struct {
	fields []Field
	kind   RecordKind
}

// find gives the row of a key, or -1. hint is where to look first: keys mostly stand in the order of the table.
func (t *table) find(key string, hint int) int {
	for i := hint; i < len(t.fields); i++ {
		if t.fields[i].Key == key {
			return i
		}
	}
	for i := 0; i < hint && i < len(t.fields); i++ {
		if t.fields[i].Key == key {
			return i
		}
	}
	return -1
}

func (t *table) field(key string) (Field, bool) {
	i := t.find(key, 0)
	if i < 0 {
		return Field{}, false
	}
	return t.fields[i], true
}

// rank is the place of a top-level key in the table's order, -1 for a key that it does not know.
func (t *table) rank(key string) int { return t.find(key, 0) }

// BuiltIn gives the field table of a kind of record without the own fields of any po.yaml.
func BuiltIn(k RecordKind) []Field {
	if k == KindItem {
		return itemFields()
	}
	return recordFields(k)
}
