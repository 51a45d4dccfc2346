package backlog

import (
	"math/big"
	"slices"
)

// DelayCost is the total cost of delay of one queue, Σ cod · completion in money, in today's order of the scored items and in
// the proposed one.
type DelayCost struct {
	Today, Proposed *big.Rat
}

// queued is an item as the queue of cd3 sees it. Times are weeks from today.
type queued struct {
	candidate
	cod, duration *big.Rat
	fixed         bool
	slack         *big.Rat // weeks until the latest start of an item with a fixed date
}

// queue sorts by cost of delay over duration. An item with a fixed date costs nothing until its latest start: it goes above
// the first item whose work would pass that day.
func (b *Backlog) queue(ranked []candidate, today Day) ([]candidate, *DelayCost) {
	all := make([]queued, len(ranked))
	for i, c := range ranked {
		all[i] = newQueued(c, b.cfg, today)
	}
	cost := &DelayCost{Today: delayCost(all)}
	var open, fixed []queued
	for _, q := range all {
		if q.fixed {
			fixed = append(fixed, q)
		} else {
			open = append(open, q)
		}
	}
	slices.SortStableFunc(open, func(x, y queued) int { return x.score.Compare(y.score) })
	slices.SortStableFunc(fixed, func(x, y queued) int { return x.slack.Cmp(y.slack) })
	all = interleave(open, fixed)
	cost.Proposed = delayCost(all)
	for i, q := range all {
		ranked[i] = q.candidate
	}
	return ranked, cost
}

// newQueued reads what the queue needs. A profile fixed-date without a date that it is due is scored as any other.
func newQueued(c candidate, cfg *Config, today Day) queued {
	q := queued{candidate: c}
	values := c.score.values()
	q.cod, q.duration = values[0], values[1]
	due := c.it.Due.Day(cfg.Timezone)
	if c.it.scores("cd3").Get("profile").Text != "fixed-date" || !due.IsSet() {
		return q
	}
	q.fixed = true
	q.latest = due.AddDays(-wholeDays(q.duration))
	q.slack = big.NewRat(int64(q.latest.Sub(today)), 7)
	return q
}

// wholeDays rounds weeks up to days; more than a thousand years are cut.
func wholeDays(weeks *big.Rat) int {
	days := new(big.Rat).Mul(weeks, big.NewRat(7, 1))
	up := new(big.Int).Add(days.Num(), days.Denom())
	up.Sub(up, big.NewInt(1)).Quo(up, days.Denom())
	if most := int64(366 * 1000); !up.IsInt64() || up.Int64() > most {
		return int(most)
	}
	return int(up.Int64())
}

func interleave(open, fixed []queued) []queued {
	var all []queued
	at := new(big.Rat)
	take := func(q queued) {
		all = append(all, q)
		at.Add(at, q.duration)
	}
	for _, q := range open {
		for len(fixed) > 0 && new(big.Rat).Add(at, q.duration).Cmp(fixed[0].slack) > 0 {
			take(fixed[0])
			fixed = fixed[1:]
		}
		take(q)
	}
	return append(all, fixed...)
}

// delayCost sums the cost of delay until each item of the queue is done. One with a fixed date costs nothing when its work
// begins in time.
func delayCost(queue []queued) *big.Rat {
	sum, at := new(big.Rat), new(big.Rat)
	for _, q := range queue {
		inTime := q.fixed && at.Cmp(q.slack) <= 0
		at.Add(at, q.duration)
		if !inTime {
			sum.Add(sum, new(big.Rat).Mul(q.cod, at))
		}
	}
	return sum
}
