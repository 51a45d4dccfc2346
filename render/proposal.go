package render

import (
	"strconv"
	"strings"

	"github.com/po-backlog/po/backlog"
)

// Proposal is the page of an order that a scoring method proposes, beside
// today's, and of the moves that it would take. What cannot be scored stands
// last and is never moved. With explain every input is shown.
func Proposal(b *backlog.Backlog, p *backlog.Proposal, explain bool) *Page {
	v := proposalView{p: p, explain: explain, listing: newListing(b, ListOptions{})}
	blocks := []Block{v.table()}
	if cost := v.cost(); explain && cost != nil {
		blocks = append(blocks, Fields{Fields: cost})
	}
	if moves := v.moves(); len(moves.Items) > 0 {
		blocks = append(blocks, Heading{Level: 2, Text: Words("Moves")}, moves)
	}
	return &Page{Title: "Order by " + p.Method.Name, Blocks: blocks}
}

// ProposalSummary says what a proposal would write: "4 moves in 4 files", or
// why it would write nothing; and how many items it leaves where they are
// because they have no score.
func ProposalSummary(p *backlog.Proposal) string {
	n := len(p.Moves)
	words := count(n, "move") + " in " + count(n, "file")
	switch {
	case len(p.Ranked)+len(p.Unscored) == 0:
		return "no open item is in the order"
	case len(p.Ranked) == 0:
		return "no item has a score by " + p.Method.Name + howToScore(p)
	case n == 0:
		words = "the order is already that of " + p.Method.Name
	}
	if u := len(p.Unscored); u > 0 {
		words += "; " + count(u, "item") + " without a score not moved"
	}
	return words
}

// howToScore names the command that gives the first unscored item its first input.
func howToScore(p *backlog.Proposal) string {
	for _, u := range p.Unscored {
		if len(u.Score.Missing) > 0 {
			return ": po edit " + string(u.ID) + " --set " + u.Score.Missing[0] + "=N"
		}
	}
	return ""
}

// proposalView is a proposal on its way to a page.
type proposalView struct {
	listing
	p       *backlog.Proposal
	explain bool
}

func (v proposalView) table() Table {
	t := Table{Columns: []Column{
		{Name: "#", Right: true, Leave: 3}, {Name: "today", Right: true, Leave: 2}, {Name: "id"},
		{Name: v.p.Method.Name, Right: true}, {Name: "near", Leave: 1},
	}}
	if v.explain {
		t.Columns = append(t.Columns, Column{Name: "inputs"})
	}
	t.Columns = append(t.Columns, Column{Name: "title", Cut: true})
	ranked, unscored := Part{}, Part{Label: "unscored"}
	for _, r := range v.p.Ranked {
		ranked.Rows = append(ranked.Rows, v.row(strconv.Itoa(r.Rank), r.ID, r.Score, nearCell(r.Near), v.inputs(r)))
	}
	for _, u := range v.p.Unscored {
		unscored.Rows = append(unscored.Rows, v.row("", u.ID, u.Score, Cell{}, lacking(u)))
	}
	t.Parts = []Part{ranked, unscored}
	return t
}

func (v proposalView) row(rank string, id backlog.ID, s backlog.Score, near Cell, inputs string) []Cell {
	it, _ := v.b.Item(id) // a proposal names items of its own backlog
	row := []Cell{
		{Value: rank}, v.cellOf(&it, columnPosition), {Value: string(id)}, resultCell(s), near,
	}
	if v.explain {
		row = append(row, Cell{Value: inputs})
	}
	return append(row, v.cellOf(&it, "title"))
}

// resultCell gives the result of a score, and beside a number its class.
func resultCell(s backlog.Score) Cell {
	c := Cell{Value: s.Text(scoreDigits)}
	if s.Value != nil && s.Class != "" && c.Value != "" {
		c.Show = Text{{Text: c.Value}, {Text: " " + s.Class, Tone: Dim}}
	}
	return c
}

// nearCell marks neighbours that one step of one input would swap.
func nearCell(near []backlog.ID) Cell {
	if len(near) == 0 {
		return Cell{}
	}
	ids := make([]string, len(near))
	for i, id := range near {
		ids[i] = string(id)
	}
	value := strings.Join(ids, ", ")
	return Cell{Value: value, Show: Words("≈ " + value)}
}

// inputs says what a score was worked out from, and what explains it.
func (v proposalView) inputs(r backlog.Ranked) string {
	parts := inputWords(r.Score)
	for _, d := range r.Score.Details {
		word := d.Name + " undefined"
		if d.Value != nil {
			word = d.Name + " " + backlog.RatText(d.Value, scoreDigits)
		}
		parts = append(parts, word)
	}
	if r.LatestStart.IsSet() {
		parts = append(parts, "latest start "+r.LatestStart.String())
	}
	return strings.Join(parts, ", ")
}

func inputWords(s backlog.Score) []string {
	var parts []string
	for _, in := range s.Inputs {
		word := in.Name + " " + in.Text
		if in.Fault != "" {
			word += " " + in.Fault
		}
		parts = append(parts, word)
	}
	return parts
}

// lacking says what is there and what would have to be set for a score.
func lacking(u backlog.Unscored) string {
	parts := inputWords(u.Score)
	if len(u.Score.Missing) > 0 {
		parts = append(parts, "no "+strings.Join(u.Score.Missing, ", "))
	}
	return strings.Join(parts, ", ")
}

// cost says the total cost of delay of both orders, by cd3.
func (v proposalView) cost() []Field {
	if v.p.Cost == nil {
		return nil
	}
	return []Field{
		{Name: "delay cost today", Value: Words(backlog.RatText(v.p.Cost.Today, scoreDigits))},
		{Name: "delay cost proposed", Value: Text{{Text: backlog.RatText(v.p.Cost.Proposed, scoreDigits), Tone: Strong}}},
	}
}

// moves words the moves as the changes that they would be.
func (v proposalView) moves() Changes {
	var block Changes
	for _, m := range v.p.Moves {
		it, _ := v.b.Item(m.ID)
		words := fromTo(position(m.From, "unset"), position(m.To, "unset"))
		if m.From == m.To {
			words = append(Words(position(m.To, "")+" "), fromTo("("+it.Priority.String(), m.Priority.String()+")")...)
		}
		block.Items = append(block.Items, Changed{
			ID:    string(m.ID),
			Title: it.Title,
			Edits: []Edit{{Kind: MoveEdit, Field: "priority", Words: words}},
		})
	}
	return block
}
