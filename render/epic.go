package render

import (
	"math/big"
	"strconv"

	"github.com/po-backlog/po/backlog"
)

// progress is what stands below an epic: its items but epics and dropped ones,
// and how many of them are finished or closed.
type progress struct {
	items, doneItems  int
	sized, donePoints big.Rat
	unsized           int
}

// below sums up what stands below an epic.
func below(b *backlog.Backlog, epic backlog.ID) *progress {
	p := &progress{}
	for it := range b.Under(epic) {
		if it.Type == backlog.Epic || it.Category() == backlog.Dropped {
			continue
		}
		done := it.Category() == backlog.Finished || it.Category() == backlog.Closed
		p.items++
		if done {
			p.doneItems++
		}
		if !it.Points.IsSet() {
			p.unsized++
			continue
		}
		p.sized.Add(&p.sized, it.Points.Rat())
		if done {
			p.donePoints.Add(&p.donePoints, it.Points.Rat())
		}
	}
	return p
}

// count says items done and all: "6/8"; nothing where there are none.
func (p *progress) count() string {
	if p.items == 0 {
		return ""
	}
	return strconv.Itoa(p.doneItems) + "/" + strconv.Itoa(p.items)
}

// points says points done and all: "27/37"; nothing where no item is sized.
func (p *progress) points() string {
	if p.items == p.unsized {
		return ""
	}
	return ratWords(&p.donePoints) + "/" + ratWords(&p.sized)
}

// ratWords writes a sum of decimals without zeros at its end.
func ratWords(r *big.Rat) string {
	digits, _ := r.FloatPrec()
	return r.FloatString(digits)
}
