package render

import (
	"strconv"
	"strings"

	"github.com/po-backlog/po/backlog"
)

// The columns that are worked out and stand in no file. Every key of the item's
// field table is a column too.
const (
	columnPosition = "position"
	columnScore    = "score"
	columnMissing  = "missing"
	columnCriteria = "criteria"
	columnAge      = "age"
)

// scoreDigits is the number of digits after the point of a score that is shown.
const scoreDigits = 2

// ComputedColumns names the columns of a list that stand in no file.
func ComputedColumns() []string {
	return []string{columnPosition, columnScore, columnMissing, columnCriteria, columnAge}
}

// columnOf describes the column of a key. The title, which is what can be cut,
// and the id always stay.
func columnOf(c *backlog.Config, key string, leave int) Column {
	col := Column{Name: key, Leave: leave}
	switch key {
	case columnPosition:
		col.Name, col.Right = "#", true
	case "points":
		col.Name, col.Right = "pts", true
	case columnScore, columnAge:
		col.Right = true
	case "id":
		col.Leave = 0
	case "title":
		col.Leave, col.Cut = 0, true
	default:
		top, rest, _ := strings.Cut(key, ".")
		f, _ := c.Field(backlog.KindItem, top)
		col.Right = f.Kind == backlog.Number || rest != "" && f.Kind == backlog.Map
	}
	return col
}

// columnsOf describes columns. Where there is too little room those that the
// reader did not expect leave first, from the right, then points, status and
// position.
func columnsOf(c *backlog.Config, keys []string) []Column {
	cols := make([]Column, len(keys))
	leave := 0
	for i := len(keys) - 1; i >= 0; i-- {
		switch keys[i] {
		case "points", "status", columnPosition:
		default:
			leave++
		}
		cols[i] = columnOf(c, keys[i], leave)
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
func (v listing) cellOf(it backlog.Item, key string) Cell {
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
	case columnMissing:
		if !it.Category().Placed() {
			return Cell{}
		}
		return Cell{Value: strings.Join(v.b.Missing(it), ", ")}
	case columnCriteria:
		met, all := it.CriteriaMet()
		if all == 0 {
			return Cell{}
		}
		return Cell{Value: strconv.Itoa(met) + "/" + strconv.Itoa(all)}
	case columnAge:
		if days := Age(v.b, it, v.o.Today); days > 0 {
			return Cell{Value: strconv.Itoa(days)}
		}
		return Cell{}
	case columnScore:
		if v.o.Score != nil {
			return Cell{Value: v.o.Score(it).Text(scoreDigits)}
		}
		return Cell{}
	}
	if value := it.Get(key); value.IsSet() {
		return Cell{Value: valueWords(value)}
	}
	return Cell{}
}

func statusCell(it backlog.Item) Cell {
	c := Cell{Value: string(it.Status)}
	if it.Category() == backlog.Closed {
		c.Show = Text{{Text: c.Value, Tone: Good}}
	}
	return c
}

// titleCell gives the title, with a type that is not story in front of it for
// people, unless the type has a column of its own.
func (v listing) titleCell(it backlog.Item) Cell {
	c := Cell{Value: it.Title}
	if it.Type != backlog.Story && !v.types {
		c.Show = Words(string(it.Type) + ": " + it.Title)
	}
	return c
}

// pointsCell gives the points; of an epic those below it, done and all.
func (v listing) pointsCell(it backlog.Item) Cell {
	if it.Type != backlog.Epic {
		return Cell{Value: it.Points.String()}
	}
	return Cell{Value: v.below(it.ID).points()}
}

// Age is the number of days that an item has been worked on, the first one too;
// 0 for an item that is not in work or of which it is not known when it began.
func Age(b *backlog.Backlog, it backlog.Item, today backlog.Day) int {
	started := it.Started.Day(b.Config().Timezone)
	if it.Category() != backlog.Active || !started.IsSet() || !today.IsSet() {
		return 0
	}
	return max(today.Sub(started)+1, 0)
}
