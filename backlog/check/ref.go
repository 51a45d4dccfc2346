package check

import (
	"errors"
	"slices"
	"strings"

	"github.com/po-backlog/po/backlog"
)

func refRules() []Rule {
	return []Rule{
		{Name: "ref.dangling", Level: Error, Reach: Near, Check: danglingRefs, Doc: `a reference names something

The id names no item or record of this backlog. Former ids go on resolving.
Correct the id, or take the reference out.`},
		{Name: "ref.kind", Level: Error, Reach: Near, Check: wrongKind, Doc: `a reference names a record of the right kind

The id is that of another kind of record: an epic that is a story, a goal that is a release.`},
		{Name: "ref.cycle", Level: Error, Reach: reachOfCircles, Check: cycles, Doc: `nothing depends on itself

Following depends_on or epic leads back to where it began, so nothing in the circle can be first.
Take one of the references out.`},
		{Name: "ref.depth", Level: Warning, Reach: Near, Check: deepEpics, Doc: `epics are nested at most twice

An epic may stand in an epic; one more level is a hierarchy that nobody oversees.`},
		{Name: "ref.closed-epic", Level: Hint, Reach: Near, Check: closedEpics, Doc: `open items belong to open epics

The epic is closed or dropped, and this item of it is open.
Reopen the epic, or move or drop the item.`},
	}
}

func danglingRefs(p *Pass) {
	unreadable, near := p.unreadableNames(), p.nearest()
	dangling := func(to backlog.ID) bool {
		_, known := p.Backlog.Has(to)
		return !known && !unreadable(to)
	}
	for it := range p.Items() {
		var named []backlog.Reference // a list may hold an id twice
		for ref := range it.References() {
			if dangling(ref.To) && !slices.Contains(named, ref) {
				named = append(named, ref)
				f := p.Report(it, ref.Key, "%s: there is no %s", ref.Key, ref.To)
				f.At(it.EntryPos(ref.Key, string(ref.To))).dangles(ref, near(ref.To, f.ID))
			}
		}
	}
	for r := range p.Records() {
		var named []backlog.Reference
		for ref := range r.References() {
			if dangling(ref.To) && !slices.Contains(named, ref) {
				named = append(named, ref)
				f := p.ReportRecord(r, ref.Key, "%s: there is no %s", ref.Key, ref.To)
				f.At(r.EntryPos(ref.Key, string(ref.To))).dangles(ref, near(ref.To, f.ID))
			}
		}
	}
}

// dangles names the next step for a reference to nothing.
func (f *Finding) dangles(ref backlog.Reference, near backlog.ID) {
	switch {
	case near != "":
		f.Next("did you mean %s?", near)
	case ref.List:
		f.Next("po edit %s --remove %s=%s", f.ID, ref.Key, ref.To)
	default:
		f.Next("po edit %s --unset %s", f.ID, ref.Key)
	}
}

// nearest finds the id that a missing one is most like, but for that of the record which names it; "" for none. Looking through
// all ids is dear, so only the first few missing ids get an answer.
func (p *Pass) nearest() func(missing, own backlog.ID) backlog.ID {
	const most = 20
	found := map[backlog.ID][]backlog.ID{}
	return func(id, own backlog.ID) backlog.ID {
		near, asked := found[id]
		if !asked && len(found) < most {
			var missing *backlog.NotFoundError
			if _, err := p.Backlog.Record(id); errors.As(err, &missing) {
				near = missing.Near
			}
			found[id] = near
		}
		if i := slices.IndexFunc(near, func(n backlog.ID) bool { return n != own }); i >= 0 {
			return near[i]
		}
		return ""
	}
}

// unreadableNames tells whether an id may be that of a file that cannot be read: what
// refers to it is not dangling, the file is the finding.
func (p *Pass) unreadableNames() func(backlog.ID) bool {
	broken := p.Backlog.Broken()
	return func(id backlog.ID) bool {
		for _, e := range broken {
			name := e.Pos.Path[strings.LastIndexByte(e.Pos.Path, '/')+1:]
			if rest, ok := strings.CutPrefix(name, string(id)); ok && (rest == ".md" || strings.HasPrefix(rest, "-")) {
				return true
			}
		}
		return false
	}
}

func wrongKind(p *Pass) {
	for it := range p.Items() {
		var named []backlog.Reference
		for ref := range it.References() {
			if is, ok := p.wrong(backlog.KindItem, ref); ok && !slices.Contains(named, ref) {
				named = append(named, ref)
				p.Report(it, ref.Key, "%s: %s is %s", ref.Key, ref.To, is).At(it.EntryPos(ref.Key, string(ref.To))).
					Next("po edit %s --%s …", it.ID, strings.ReplaceAll(ref.Key, "_", "-"))
			}
		}
	}
	for r := range p.Records() {
		var named []backlog.Reference
		for ref := range r.References() {
			if is, ok := p.wrong(r.Kind, ref); ok && !slices.Contains(named, ref) {
				named = append(named, ref)
				p.ReportRecord(r, ref.Key, "%s: %s is %s", ref.Key, ref.To, is).At(r.EntryPos(ref.Key, string(ref.To))).
					Next("po edit %s --%s …", r.ID, strings.ReplaceAll(ref.Key, "_", "-"))
			}
		}
	}
}

// wrong reports whether a reference of a kind of record names one of a kind that it
// may not, and what that is: "a story", "a release".
func (p *Pass) wrong(from backlog.RecordKind, ref backlog.Reference) (is string, wrong bool) {
	kind, known := p.Backlog.Has(ref.To)
	if !known {
		return "", false
	}
	is = backlog.WithArticle(kind.String())
	switch ref.Key {
	case "epic":
		it := p.Item(ref.To)
		if it != nil && it.Type != backlog.Epic {
			return backlog.WithArticle(string(it.Type)), true
		}
		return is, it == nil
	case "based_on":
		return is, kind != backlog.KindExperiment && kind != backlog.KindInsight && kind != backlog.KindDecision
	}
	field, ok := p.Config.Field(from, ref.Key)
	return is, ok && field.Target != backlog.KindAny && field.Target != kind
}

func cycles(p *Pass) {
	if !p.view.whole && !p.view.anyCircle() {
		return
	}
	for _, c := range p.view.circles() {
		f := p.Report(c.items[0], c.key, "a circle of %s: %s", c.key, c.text())
		if c.key == "epic" {
			f.Next("po edit %s --unset epic", c.items[0].ID)
		} else {
			f.Next("po edit %s --remove depends_on=%s", c.items[0].ID, c.items[1%len(c.items)].ID)
		}
	}
}

// reachOfCircles compares the circles, which a change anywhere on the way can make.
func reachOfCircles(f *Focus) {
	if !f.relinks() {
		return
	}
	count := map[string]int{}
	for _, c := range f.before.circles() {
		count[c.key+" "+c.items[0].Path]++
	}
	for _, c := range f.after.circles() {
		count[c.key+" "+c.items[0].Path]--
	}
	for place, n := range count {
		if _, path, _ := strings.Cut(place, " "); n != 0 {
			f.Add(path)
		}
	}
}

func deepEpics(p *Pass) {
	for it := range p.Items() {
		if it.Type != backlog.Epic || it.Epic == "" {
			continue
		}
		up := p.Item(it.Epic)
		if up == nil || up.Epic == "" || up.ID == it.ID || up.Epic == it.ID {
			continue
		}
		p.Report(it, "epic", "an epic in an epic in an epic: %s → %s → %s", it.ID, up.ID, up.Epic).
			Next("po edit %s --epic %s", it.ID, up.Epic)
	}
}

func closedEpics(p *Pass) {
	for it := range p.Open() {
		if it.Epic == "" {
			continue
		}
		if epic := p.Item(it.Epic); epic != nil && !epic.Open() {
			p.Report(it, "epic", "%s is %s, and its epic %s is %s", it.ID, it.Status, epic.ID, epic.Status).
				Next("po reopen %s, or po edit %s --unset epic", epic.ID, it.ID)
		}
	}
}
