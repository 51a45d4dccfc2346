package check

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/po-backlog/po/backlog"
)

// Run judges a backlog. The findings come errors first, then warnings, then hints;
// within a level those in files that changed since Options.Base first, then by path
// and line.
func Run(b *backlog.Backlog, o Options) []Finding { return newView(b, o.complete()).run() }

// complete fills in the rules.
func (o Options) complete() Options {
	if o.Rules == nil {
		o.Rules = Rules()
	}
	return o
}

func (v *view) run() []Finding {
	passes := v.passes()
	parallel(len(passes), 1, func(_, i int) { passes[i].rule.Check(passes[i]) })
	var found []*Finding
	for _, p := range passes {
		found = append(found, p.found...)
	}
	found = v.silence(found, passes)
	parallel(len(found), 64, func(_, i int) { found[i].place() })
	return v.inOrder(found)
}

// passes makes a pass for every rule that is on and has what it needs.
func (v *view) passes() []*Pass {
	var passes []*Pass
	for i := range v.options.Rules {
		rule := &v.options.Rules[i]
		p := &Pass{Backlog: v.backlog, Config: v.backlog.Config(), Options: v.options, view: v, rule: rule, level: rule.Level}
		p.level, p.set = configured(p.Config, rule.Name)
		if !p.set {
			p.level = rule.Level
		}
		if p.level != Off && v.met(rule.Needs) {
			passes = append(passes, p)
		}
	}
	return passes
}

// met reports whether the options hold what a rule needs.
func (v *view) met(needs Need) bool {
	o := &v.options
	switch {
	case needs&NeedToday != 0 && !o.Today.IsSet(),
		needs&(NeedHistory|NeedSince) != 0 && o.History == nil,
		needs&NeedSince != 0 && o.History.Since < 0,
		needs&NeedForecast != 0 && o.Forecast == nil,
		needs&NeedEarlier != 0 && o.Earlier == nil:
		return false
	}
	return true
}

// parallel calls work for 0 … n−1 on all cores, batch by batch; worker tells the
// goroutines apart.
func parallel(n, batch int, work func(worker, i int)) {
	workers := min(n, runtime.GOMAXPROCS(0))
	if workers <= 1 {
		for i := range n {
			work(0, i)
		}
		return
	}
	var next atomic.Int64
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			for {
				from := int(next.Add(int64(batch))) - batch
				if from >= n {
					return
				}
				for i := from; i < min(from+batch, n); i++ {
					work(w, i)
				}
			}
		})
	}
	wait.Wait()
}

// place works out the position of a finding that only knows its key.
func (f *Finding) place() {
	switch {
	case f.Pos.Path != "" || f.from == nil:
	case f.Field == "" || f.Field == "body":
		f.Pos = backlog.Position{Path: f.from.file(), Line: 1, Column: 1}
	default:
		f.Pos = f.from.Pos(f.Field)
	}
}

// inOrder sorts the findings as people should read them.
func (v *view) inOrder(found []*Finding) []Finding {
	changed := v.changedOf(found)
	slices.SortStableFunc(found, func(a, b *Finding) int {
		if c := cmp.Compare(b.Level, a.Level); c != 0 {
			return c
		}
		if x, y := changed[a.Pos.Path], changed[b.Pos.Path]; x != y {
			if x {
				return -1
			}
			return 1
		}
		return byPlace(a, b)
	})
	out := make([]Finding, len(found))
	for i, f := range found {
		out[i] = *f
	}
	return out
}

// byPlace compares findings of one level by where they stand.
func byPlace(a, b *Finding) int {
	return cmp.Or(
		strings.Compare(a.Pos.Path, b.Pos.Path),
		cmp.Compare(a.Pos.Line, b.Pos.Line),
		cmp.Compare(a.Pos.Column, b.Pos.Column),
		strings.Compare(a.Rule, b.Rule),
		strings.Compare(a.Field, b.Field),
	)
}

// changedOf tells which of the files with findings differ from the base; nil without one.
func (v *view) changedOf(found []*Finding) map[string]bool {
	base := v.options.Base
	if base == nil {
		return nil
	}
	changed := map[string]bool{}
	for _, f := range found {
		path := f.Pos.Path
		if _, known := changed[path]; !known {
			old, had := base.Source(path)
			now, _ := v.backlog.Source(path)
			changed[path] = !had || old != now
		}
	}
	return changed
}

// Fingerprints returns, for findings in the order of [Run], what tells each from all
// others and stays the same when text moves: the SHA-256 of rule, id (or path), field
// or criterion, and a counter among equals, in hex.
func Fingerprints(findings []Finding) []string {
	prints := make([]string, len(findings))
	equals := map[string]int{}
	for i := range findings {
		f := &findings[i]
		name, about := string(f.ID), f.about
		if name == "" {
			name = f.Pos.Path
		}
		if about == "" {
			about = f.Field
		}
		key := f.Rule + "\x00" + name + "\x00" + about
		n := equals[key]
		equals[key] = n + 1
		sum := sha256.Sum256([]byte(key + "\x00" + strconv.Itoa(n)))
		prints[i] = hex.EncodeToString(sum[:])
	}
	return prints
}
