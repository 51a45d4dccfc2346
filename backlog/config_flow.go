package backlog

import (
	"slices"
	"strconv"

	"github.com/po-backlog/po/backlog/internal/doc"
)

// flow lays the statuses of po.yaml over the default flow: an entry with the name of a default status changes it, an entry with
// a verb takes the place of the status that had the verb, any other entry adds a status.
func (c *Config) flow(own []StatusDef, d *decoder) {
	flow := defaultFlow()
	for _, s := range own {
		flow = overlay(flow, s)
	}
	c.judgeEntries(own, d)
	if !c.Acceptance {
		flow = withoutAcceptance(flow)
	}
	slices.SortStableFunc(flow, func(a, b StatusDef) int { return int(a.Category) - int(b.Category) })
	c.Statuses = flow
	c.judgeFlow(d)
}

func overlay(flow []StatusDef, s StatusDef) []StatusDef {
	if i := slices.IndexFunc(flow, func(t StatusDef) bool { return t.Name == s.Name }); i >= 0 {
		return slices.Replace(flow, i, i+1, changed(flow[i], s))
	}
	if s.Verb != "" {
		if s.Category == Unknown {
			s.Category = verbCategory(s.Verb)
		}
		if i := slices.IndexFunc(flow, func(t StatusDef) bool { return t.Verb == s.Verb }); i >= 0 {
			return slices.Replace(flow, i, i+1, s)
		}
	}
	if s.Category == Unknown {
		s.Category = Proposed
	}
	return append(flow, s)
}

// changed lays what an entry says over the status of its name.
func changed(t, s StatusDef) StatusDef {
	if s.Label != "" {
		t.Label = s.Label
	}
	if s.Category != Unknown {
		t.Category = s.Category
	}
	if s.Verb != "" {
		t.Verb = s.Verb
	}
	if s.Limit != 0 {
		t.Limit = s.Limit
	}
	return t
}

// withoutAcceptance takes the targets of accept and reject out; done closes then.
func withoutAcceptance(flow []StatusDef) []StatusDef {
	flow = slices.DeleteFunc(flow, func(s StatusDef) bool { return s.Verb == VerbAccept || s.Verb == VerbReject })
	for i := range flow {
		if flow[i].Verb == VerbDone {
			flow[i].Category = Closed
		}
	}
	return flow
}

// judgeEntries records entries that take the place of one another: two of one name, or two targets of one verb.
func (c *Config) judgeEntries(own []StatusDef, d *decoder) {
	names, targets := map[Status]bool{}, map[Verb]Status{}
	for _, s := range own {
		if names[s.Name] {
			c.flowProblem(d, "the status "+string(s.Name)+" stands twice")
			continue
		}
		names[s.Name] = true
		if s.Verb == "" {
			continue
		}
		if first, ok := targets[s.Verb]; ok {
			c.flowProblem(d, "po "+string(s.Verb)+" has two targets, "+string(first)+" and "+string(s.Name)+": it needs exactly one")
		}
		targets[s.Verb] = s.Name
	}
}

// judgeFlow records what is wrong with the verbs.
func (c *Config) judgeFlow(d *decoder) {
	verbs := []Verb{VerbReady, VerbStart, VerbDone, VerbDrop}
	if c.Acceptance {
		verbs = append(verbs, VerbAccept, VerbReject)
	}
	for _, v := range verbs {
		n := 0
		for _, s := range c.Statuses {
			if s.Verb != v {
				continue
			}
			n++
			if s.Category != verbCategory(v) && (v != VerbDone || s.Category != Closed) {
				c.flowProblem(d, "the target of po "+string(v)+", "+string(s.Name)+", must have the category "+verbCategory(v).String())
			}
		}
		if n != 1 {
			c.flowProblem(d, "po "+string(v)+" has "+strconv.Itoa(n)+" targets, it needs exactly one")
		}
	}
}

func (c *Config) flowProblem(d *decoder, msg string) {
	pos := Position{Path: configFile, Line: 1, Column: 1}
	if y, err := doc.ParseYAML(c.src); err == nil {
		for _, p := range y.Front() {
			if p.Key == "statuses" {
				pos = d.pos(p.KeySpan)
			}
		}
	}
	c.problem = append(c.problem, &ParseError{Pos: pos, Rule: "status.verb", Key: "statuses", Msg: msg})
}
