package check

import (
	"slices"
	"strings"

	"github.com/po-backlog/po/backlog"
)

func policyAuthors(p *Pass) {
	p.eachPolicyChange(func(x policyChange) {
		by := x.revision.Author
		if part := p.partOf(x, by); part != "" {
			p.policyFinding(x, "ask somebody else to do it", "%s changed by %s (%s), who %s", x.key, by.Email, shortHash(x.revision.Hash), part)
			return
		}
		if len(x.rule.Only) > 0 && !slices.ContainsFunc(x.rule.Only, func(mail string) bool { return strings.EqualFold(mail, by.Email) }) {
			p.policyFinding(x, "ask one of "+strings.Join(x.rule.Only, ", "), "%s changed by %s (%s)", x.key, by.Email, shortHash(x.revision.Hash))
		}
	})
}

func policySignatures(p *Pass) {
	p.eachPolicyChange(func(x policyChange) {
		if x.rule.Signed && !p.History.Signed[x.revision.Hash] {
			p.policyFinding(x, "sign the commit: git commit --amend -S", "%s changed in %s without a signature", x.key, shortHash(x.revision.Hash))
		}
	})
}

// A policyChange is a change of a key that a policy is about.
type policyChange struct {
	rule     backlog.PolicyRule
	revision backlog.Revision
	change   backlog.Change
	key      string
	before   standing
}

// A standing is what of an item matters to a policy.
type standing struct {
	category        backlog.Category
	assignee, owner string
	work            Work // the last that the commits since Base did on it
}

func standingOf(it backlog.Item) standing {
	return standing{category: it.Category(), assignee: it.Assignee, owner: it.Owner}
}

// Work is a commit that moved an item to a status of category active or finished.
type Work struct {
	By backlog.Person
	To backlog.Category
}

func (w Work) words() string {
	if w.To == backlog.Finished {
		return "finished it"
	}
	return "started it"
}

// WorkOn is the work that a change of a revision did; false where it moved no item there.
func WorkOn(r backlog.Revision, c backlog.Change, conf *backlog.Config) (Work, bool) {
	to := backlog.Unknown
	switch {
	case c.Op == backlog.OpAdd && c.Item != nil:
		to = c.Item.Category()
	case c.Op == backlog.OpSet && c.Field == "status" && c.Kind == backlog.KindItem:
		to = conf.Category(backlog.Status(c.New.Text))
	}
	return Work{r.Author, to}, to == backlog.Active || to == backlog.Finished
}

// partOf is the part that the author of a change has in the item, as it was before, though the policy asks for somebody else; "" for none.
func (p *Pass) partOf(x policyChange, author backlog.Person) string {
	for _, word := range x.rule.Not {
		switch {
		case word == "finisher":
			if w, known := p.lastWork(x); known && strings.EqualFold(w.By.Email, author.Email) {
				return w.words()
			}
		case word == "assignee" && x.before.assignee != "" && isAuthor(author, x.before.assignee),
			word == "owner" && x.before.owner != "" && isAuthor(author, x.before.owner):
			return "is its " + word
		}
	}
	return ""
}

// lastWork is the last work on an item before a change: by the commits since Base, else by those before.
func (p *Pass) lastWork(x policyChange) (Work, bool) {
	switch {
	case x.before.work != Work{}:
		return x.before.work, true
	case p.Worked == nil:
		return Work{}, false
	}
	return p.Worked(x.change.ID)
}

func (p *Pass) policyFinding(x policyChange, next, format string, args ...any) {
	level, ok := ParseLevel(x.rule.Level)
	if !ok || x.rule.Level == "" {
		level = Error
	}
	if it := p.Item(x.change.ID); it != nil {
		p.ReportAs(level, it, x.key, format, args...).Next("%s", next)
		return
	}
	f := p.ReportAt(backlog.Position{Path: x.change.Path, Line: 1, Column: 1}, x.key, format, args...).Next("%s", next)
	if f.ID = x.change.ID; !p.set {
		f.Level = level
	}
}

// policies are those of the base, which a branch cannot take out to be judged by none, and those that it adds.
func (p *Pass) policies() []backlog.PolicyRule {
	var all []backlog.PolicyRule
	if p.Base != nil {
		all = slices.Clone(p.Base.Config().Policy)
	}
	for _, r := range p.Config.Policy {
		if !slices.ContainsFunc(all, func(o backlog.PolicyRule) bool { return sameRule(r, o) }) {
			all = append(all, r)
		}
	}
	return slices.DeleteFunc(all, func(r backlog.PolicyRule) bool { return r.Level == "off" })
}

func sameRule(a, b backlog.PolicyRule) bool {
	return slices.Equal(a.Keys, b.Keys) && slices.Equal(a.Only, b.Only) && slices.Equal(a.Not, b.Not) &&
		a.When == b.When && a.Signed == b.Signed && a.Level == b.Level
}

// eachPolicyChange walks the changes after --since that a policy is about. How an item stood before a change is followed from the
// base on.
func (p *Pass) eachPolicyChange(each func(policyChange)) {
	rules := p.policies()
	if len(rules) == 0 {
		return
	}
	stood := map[backlog.ID]standing{}
	if p.Base != nil {
		for it := range p.Base.Items() {
			stood[it.ID] = standingOf(it)
		}
	}
	for _, r := range p.since() {
		for _, c := range r.Changes {
			for _, rule := range rules {
				if rule.When != "" && stood[c.ID].category.String() != rule.When {
					continue
				}
				for _, key := range p.changedKeys(rule.Keys, r, c) {
					each(policyChange{rule, r, c, key, stood[c.ID]})
				}
			}
		}
		for _, c := range r.Changes {
			stood[c.ID] = p.after(stood[c.ID], r, c)
		}
	}
}

// after is how an item stands after a change.
func (p *Pass) after(s standing, r backlog.Revision, c backlog.Change) standing {
	if w, ok := WorkOn(r, c, p.Config); ok {
		s.work = w
	}
	switch {
	case c.Op == backlog.OpAdd && c.Item != nil:
		work := s.work
		s = standingOf(*c.Item)
		s.work = work
	case c.Op != backlog.OpSet:
	case c.Field == "status":
		s.category = p.Config.Category(backlog.Status(c.New.Text))
	case c.Field == "assignee":
		s.assignee = c.New.Text
	case c.Field == "owner":
		s.owner = c.New.Text
	}
	return s
}

// changedKeys gives those of the keys that a change is about; inside a map the one that was changed.
func (p *Pass) changedKeys(keys []string, r backlog.Revision, c backlog.Change) []string {
	var out []string
	for _, key := range keys {
		switch whole := c.Op == backlog.OpAdd || c.Op == backlog.OpRemove; {
		case whole && c.Touches(key) && !p.bornWith(key, c) && !renumbered(key, r, c):
			out = append(out, key)
		case !whole && c.Touches(key):
			out = append(out, c.Field)
		case key == "accepted" && p.acceptsByHand(r, c):
			out = append(out, key)
		}
	}
	return slices.Compact(out)
}

// bornWith reports whether every new record has the key so.
func (p *Pass) bornWith(key string, c backlog.Change) bool {
	switch {
	case c.Op != backlog.OpAdd:
		return false
	case key != "status":
		return slices.Contains([]string{"id", "title", "type", "created"}, key)
	case c.Item != nil:
		return c.Item.Status == p.Config.Draft()
	}
	f, ok := p.Config.Field(c.Kind, key)
	return ok && len(f.Values) > 0 && c.Record != nil && c.Record.Status == f.Values[0]
}

// renumbered reports whether a record that came or went is one that has another id now, and what the key holds is as it was.
func renumbered(key string, r backlog.Revision, c backlog.Change) bool {
	return slices.ContainsFunc(r.Changes, func(d backlog.Change) bool {
		return (d.Op == backlog.OpAdd || d.Op == backlog.OpRemove) && d.Op != c.Op && d.Kind == c.Kind && d.Title == c.Title && holdsSame(key, c, d)
	})
}

// holdsSame reports whether two records that came or went hold the same by a key.
func holdsSame(key string, c, d backlog.Change) bool {
	switch {
	case c.Record != nil && d.Record != nil && key == "body":
		return c.Record.Body() == d.Record.Body()
	case c.Record != nil && d.Record != nil:
		return c.Record.Get(key).Equal(d.Record.Get(key))
	case c.Item == nil || d.Item == nil:
		return false
	case key == "criteria" || key == "body":
		return c.Item.Body() == d.Item.Body()
	}
	return c.Item.Get(key).Equal(d.Item.Get(key))
}

// acceptsByHand reports whether a status says that an item is accepted while no date does.
func (p *Pass) acceptsByHand(r backlog.Revision, c backlog.Change) bool {
	return c.Op == backlog.OpSet && c.Field == "status" && c.Kind == backlog.KindItem && p.Config.Category(backlog.Status(c.New.Text)) == backlog.Closed &&
		!slices.ContainsFunc(r.Changes, func(d backlog.Change) bool { return d.ID == c.ID && d.Field == "accepted" })
}

// shortHash is a hash as people quote it.
func shortHash(hash string) string { return hash[:min(len(hash), 7)] }
