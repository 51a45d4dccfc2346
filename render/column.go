package render

import (
	"strconv"

	"github.com/po-backlog/po/backlog"
)

// columnPosition is the computed column that is shown as "#".
const columnPosition = "position"

// scoreDigits is the number of digits after the point of a score that is shown.
const scoreDigits = 2

// columnOf describes the column of a key. The title, which is what can be cut,
// and the id always stay.
func columnOf(b *backlog.Backlog, key string, leave int) Column {
	col := Column{Name: key, Leave: leave}
	switch key {
	case columnPosition:
		col.Name, col.Right = "#", true
	case "points":
		col.Name, col.Right = "pts", true
	case "id":
		col.Leave = 0
	case "title":
		col.Leave, col.Cut = 0, true
	default:
		f, err := b.Column(key)
		col.Right = err == nil && f.Kind == backlog.Number
	}
	return col
}

// columnsOf describes columns. Where there is too little room those that the
// reader did not expect leave first, from the right, then points, status and
// position.
func columnsOf(b *backlog.Backlog, keys []string) []Column {
	cols := make([]Column, len(keys))
	leave := 0
	for i := len(keys) - 1; i >= 0; i-- {
		switch keys[i] {
		case "points", "status", columnPosition:
		default:
			leave++
		}
		cols[i] = columnOf(b, keys[i], leave)
		cols[i].Key = keys[i]
	}
	for i, key := range []string{"points", "status", columnPosition} {
		for at := range keys {
			if keys[at] == key {
				cols[at].Leave = leave + 1 + i
			}
		}
	}
	return cols
}

// cellOf gives the cell of an item in the column of a key.
func (v listing) cellOf(it *backlog.Item, key string) Cell {
	switch key {
	case columnPosition:
		if n, ok := v.b.Position(it.ID); ok {
			return Cell{Value: strconv.Itoa(n)}
		}
		return Cell{}
	case "id":
		return Cell{Value: string(it.ID)}
	case "status":
		return statusCell(it)
	case "points":
		return v.pointsCell(it)
	case "title":
		return v.titleCell(it)
	case "score":
		if v.o.Score != nil {
			return Cell{Value: v.o.Score(*it).Text(scoreDigits)}
		}
		return Cell{Value: v.facts.Score(*it).Text(scoreDigits)}
	case "missing":
		if !it.Category().Placed() {
			return Cell{}
		}
	}
	if value := v.facts.Value(*it, key); value.IsSet() {
		return Cell{Value: valueWords(value)}
	}
	return Cell{}
}

func statusCell(it *backlog.Item) Cell {
	c := Cell{Value: string(it.Status)}
	if it.Category() == backlog.Closed {
		c.Show = Text{{Text: c.Value, Tone: Good}}
	}
	return c
}

// titleCell gives the title, with a type that is not story in front of it for
// people, unless the type has a column of its own.
func (v listing) titleCell(it *backlog.Item) Cell {
	c := Cell{Value: it.Title}
	if it.Type != backlog.Story && !v.types {
		c.Show = Words(string(it.Type) + ": " + it.Title)
	}
	return c
}

// pointsCell gives the points; of an epic those below it, done and all.
func (v listing) pointsCell(it *backlog.Item) Cell {
	if it.Type != backlog.Epic {
		return Cell{Value: it.Points.String()}
	}
	return Cell{Value: below(v.b, it.ID).points()}
}
