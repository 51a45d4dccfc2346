package json

import (
	"encoding/json"

	"github.com/po-backlog/po/backlog"
)

// Proposal is the shape of an order that a scoring method proposes.
type Proposal struct {
	Method   string     `json:"method" doc:"name of the scoring method"`
	Today    []string   `json:"today" doc:"ids of the open items that have a place, in today's order"`
	Proposed []Ranked   `json:"proposed" doc:"id, rank, result, exact, inputs, near"`
	Unscored []Unscored `json:"unscored" doc:"ids that cannot be scored, and the missing keys"`
	Stay     []string   `json:"stay" doc:"ids that keep their numbers"`
	Moves    []Move     `json:"moves" doc:"id, from, to, priority"`
	Files    int        `json:"files" doc:"number of files that would change"`
}

// Ranked is the shape of a scored item in a proposal.
type Ranked struct {
	ID          string   `json:"id"`
	Rank        int      `json:"rank"`
	Result      any      `json:"result"`          // a number rounded to 4 digits, or a class
	Exact       string   `json:"exact,omitempty"` // as a fraction: 26/3
	Class       string   `json:"class,omitempty"` // beside a number
	Inputs      Members  `json:"inputs"`
	Near        []string `json:"near"`
	LatestStart string   `json:"latest_start,omitempty"`
}

// Unscored is the shape of an item that a method cannot score.
type Unscored struct {
	ID      string   `json:"id"`
	Missing []string `json:"missing"`
}

// Move is the shape of a new place in the order; from is left out where the
// item had none.
type Move struct {
	ID       string      `json:"id"`
	From     int         `json:"from,omitempty"`
	To       int         `json:"to,omitempty"`
	Priority json.Number `json:"priority"`
}

// ProposalFields lists the fields of a proposal.
func ProposalFields() []Field { return fieldsOf(Proposal{}) }

// ProposalOf gives a proposal its shape.
func ProposalOf(p *backlog.Proposal) Proposal {
	shape := Proposal{
		Method:   p.Method.Name,
		Today:    idsOf(p.Today),
		Proposed: make([]Ranked, len(p.Ranked)),
		Unscored: make([]Unscored, len(p.Unscored)),
		Stay:     idsOf(p.Stay),
		Moves:    make([]Move, len(p.Moves)),
		Files:    len(p.Moves),
	}
	for i, r := range p.Ranked {
		shape.Proposed[i] = rankedOf(r)
	}
	for i, u := range p.Unscored {
		shape.Unscored[i] = Unscored{ID: string(u.ID), Missing: append([]string{}, u.Score.Missing...)}
	}
	for i, m := range p.Moves {
		shape.Moves[i] = Move{ID: string(m.ID), From: m.From, To: m.To, Priority: json.Number(m.Priority.String())}
	}
	return shape
}

func rankedOf(r backlog.Ranked) Ranked {
	shape := Ranked{
		ID:          string(r.ID),
		Rank:        r.Rank,
		Result:      scoreOf(r.Score),
		Inputs:      Members{},
		Near:        idsOf(r.Near),
		LatestStart: r.LatestStart.String(),
	}
	if r.Score.Value != nil {
		shape.Exact, shape.Class = r.Score.Value.RatString(), r.Score.Class
	}
	for _, in := range r.Score.Inputs {
		shape.Inputs = append(shape.Inputs, Member{in.Name, inputOf(in)})
	}
	return shape
}

// inputOf gives an input its form in JSON: the number as it was used, written
// exactly.
func inputOf(in backlog.ScoreInput) any {
	if in.Value == nil {
		return in.Text
	}
	digits, exact := in.Value.FloatPrec()
	if !exact {
		return in.Value.RatString()
	}
	return json.Number(in.Value.FloatString(digits))
}

// idsOf gives ids as a list that is there even when it is empty.
func idsOf(ids []backlog.ID) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = string(id)
	}
	return out
}
