package check

import (
	"math/big"

	"github.com/po-backlog/po/backlog"
)

// The limits of releases.
const (
	mustShare    = 60 // percent
	manyFeatures = 5
)

func releaseRules() []Rule {
	return []Rule{
		{Name: "release.must-share", Level: Warning, Reach: reachOfShares, Check: mustShares, Doc: `a release has room to give

Items classed must are more than 60 % of the release's points, dropped and wont items aside (of its items, when none has
points): nothing is left to give up when time runs short.`},
		{Name: "release.features", Level: Hint, Reach: Near, Check: manyFeature, Doc: `a release tells five things at most

More than 5 features: nobody remembers the sixth.`},
		{Name: "release.target", Level: Hint, Needs: NeedForecast, Reach: Near, Check: lateReleases, Doc: `a target can be reached

The forecast at 85 % lies after the target.`},
	}
}

// tally counts the items of a release.
type tally struct {
	points, mustPoints *big.Rat
	items, mustItems   int64
}

// reachOfShares adds the releases of changed items.
func reachOfShares(f *Focus) {
	for it := range f.changedItems() {
		f.addID(it.Release)
	}
}

func mustShares(p *Pass) {
	releases := p.inStatus(backlog.KindRelease, "planned", "active")
	if len(releases) == 0 {
		return
	}
	tallies := p.tallies()
	for _, r := range releases {
		t := tallies[r.ID]
		if t == nil {
			continue
		}
		must, all, of := t.mustPoints, t.points, "points"
		if t.points.Sign() == 0 {
			must, all, of = big.NewRat(t.mustItems, 1), big.NewRat(t.items, 1), "items"
		}
		percent := new(big.Rat).Quo(must, all)
		percent.Mul(percent, big.NewRat(100, 1))
		if percent.Cmp(big.NewRat(mustShare, 1)) > 0 {
			p.ReportRecord(r, "", "must is %s %% of its %s, above %d %%", percent.FloatString(1), of, mustShare).
				Next("po list release:%s moscow:must", r.ID)
		}
	}
}

// tallies counts the items of every release, epics, dropped and wont ones aside.
func (p *Pass) tallies() map[backlog.ID]*tally {
	tallies := map[backlog.ID]*tally{}
	for it := range p.AllItems() {
		if it.Release == "" || it.Type == backlog.Epic || it.Category() == backlog.Dropped || it.MoSCoW == backlog.Wont {
			continue
		}
		t := tallies[it.Release]
		if t == nil {
			t = &tally{points: new(big.Rat), mustPoints: new(big.Rat)}
			tallies[it.Release] = t
		}
		t.items++
		if it.Points.IsSet() {
			t.points.Add(t.points, it.Points.Rat())
		}
		if it.MoSCoW != backlog.Must {
			continue
		}
		t.mustItems++
		if it.Points.IsSet() {
			t.mustPoints.Add(t.mustPoints, it.Points.Rat())
		}
	}
	return tallies
}

func manyFeature(p *Pass) {
	for r := range p.Records(backlog.KindRelease) {
		if n := len(r.Get("features").List); n > manyFeatures {
			p.ReportRecord(r, "features", "%d features, at most %d are remembered", n, manyFeatures).Next("po edit %s --features …", r.ID)
		}
	}
}

func lateReleases(p *Pass) {
	for _, r := range p.inStatus(backlog.KindRelease, "planned", "active") {
		target, ok := backlog.LastDay(r.Get("target").Text)
		if !ok {
			continue
		}
		if day, known := p.Forecast(r.ID); known && day > target {
			p.ReportRecord(r, "target", "forecast at 85 %%: %s, after the target", day).Next("po list release:%s", r.ID)
		}
	}
}
