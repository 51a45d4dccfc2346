package check

import (
	"slices"
	"strings"

	"github.com/po-backlog/po/backlog"
)

func policyRules() []Rule {
	return []Rule{
		{Name: "area.foreign", Level: Hint, Needs: NeedSince, Past: anyOwned, Reach: Near, Check: foreignAreas, Doc: `changes stay in one's own area

With --since: an item was changed by somebody who owns neither its area nor the product. It is reported, never blocked.`},
		{Name: "policy.author", Level: Error, Needs: NeedSince, Past: anyPolicy, Reach: Near, Check: policyAuthors, Doc: `keys are changed by those who may

With --since: policy: in po.yaml lists who may change the key, and the author of the commit is not listed. Addresses are
advisory: anybody can write one into a commit.`},
		{Name: "policy.signed", Level: Error, Needs: NeedSince, Past: anyPolicy, Reach: Near, Check: policySignatures, Doc: `a change that must be signed is signed

With --since: policy: in po.yaml asks for a signature, and the commit carries none. Whether a signature is valid is not judged
here: the keys are not at hand where checks run.`},
	}
}

// anyPolicy reports whether po.yaml says who may change what.
func anyPolicy(f *Focus) bool { return len(f.New.Config().Policy) > 0 }

// anyOwned reports whether an item of an area with an owner has changed.
func anyOwned(f *Focus) bool {
	conf := f.New.Config()
	return f.anyNew(func(it backlog.Item) bool { return it.Area != "" && conf.Owner(it.Area) != "" })
}

// since gives the revisions after --since, oldest first.
func (p *Pass) since() []backlog.Revision {
	return p.History.Revisions[min(p.History.Since, len(p.History.Revisions)):]
}

func foreignAreas(p *Pass) {
	owner := ""
	if product, ok := p.Backlog.Product(); ok {
		owner = product.Get("owner").Text
	}
	type change struct {
		id     backlog.ID
		author string
	}
	seen := map[change]bool{}
	for _, r := range p.since() {
		for _, c := range r.Changes {
			it := p.Item(c.ID)
			if it == nil || it.Area == "" {
				continue
			}
			area := p.Config.Owner(it.Area)
			if area == "" || isAuthor(r.Author, area) || owner != "" && isAuthor(r.Author, owner) || seen[change{it.ID, r.Author.Email}] {
				continue
			}
			seen[change{it.ID, r.Author.Email}] = true
			p.Report(it, "area", "changed by %s, %s is owned by %s", r.Author.Name, it.Area, area).Next("ask %s to look at it", area)
		}
	}
}

// isAuthor reports whether a name or alias as in po.yaml is the author of a commit: by
// name, address, or what stands before the @.
func isAuthor(author backlog.Person, name string) bool {
	local, _, _ := strings.Cut(author.Email, "@")
	return strings.EqualFold(author.Name, name) || strings.EqualFold(author.Email, name) || strings.EqualFold(local, name)
}

func policyAuthors(p *Pass) {
	p.eachPolicyChange(func(rule backlog.PolicyRule, r backlog.Revision, c backlog.Change) {
		if len(rule.Only) > 0 && !slices.ContainsFunc(rule.Only, func(mail string) bool { return strings.EqualFold(mail, r.Author.Email) }) {
			p.policyFinding(rule, c, "%s changed by %s (%s)", c.Field, r.Author.Email, shortHash(r.Hash))
		}
	})
}

func policySignatures(p *Pass) {
	p.eachPolicyChange(func(rule backlog.PolicyRule, r backlog.Revision, c backlog.Change) {
		if rule.Signed && !p.History.Signed[r.Hash] {
			p.policyFinding(rule, c, "%s changed in %s without a signature", c.Field, shortHash(r.Hash))
		}
	})
}

func (p *Pass) policyFinding(rule backlog.PolicyRule, c backlog.Change, format string, args ...any) {
	level, ok := ParseLevel(rule.Level)
	if !ok || rule.Level == "" {
		level = Error
	}
	next := "ask one of " + strings.Join(rule.Only, ", ")
	if len(rule.Only) == 0 {
		next = "sign the commit: git commit --amend -S"
	}
	if it := p.Item(c.ID); it != nil {
		p.ReportAs(level, it, c.Field, format, args...).Next("%s", next)
		return
	}
	f := p.ReportAt(backlog.Position{Path: c.Path, Line: 1, Column: 1}, c.Field, format, args...).Next("%s", next)
	if f.ID = c.ID; !p.set {
		f.Level = level
	}
}

// eachPolicyChange walks the changes after --since that a policy is about. The
// category of an item before a change is followed from the base on.
func (p *Pass) eachPolicyChange(each func(backlog.PolicyRule, backlog.Revision, backlog.Change)) {
	if len(p.Config.Policy) == 0 {
		return
	}
	category := map[backlog.ID]backlog.Category{}
	if p.Base != nil {
		for it := range p.Base.Items() {
			category[it.ID] = it.Category()
		}
	}
	for _, r := range p.since() {
		for _, c := range r.Changes {
			for _, rule := range p.Config.Policy {
				if concerns(rule, c.Field) && (rule.When == "" || category[c.ID].String() == rule.When) {
					each(rule, r, c)
				}
			}
		}
		for _, c := range r.Changes {
			switch {
			case c.Op == backlog.OpSet && c.Field == "status":
				category[c.ID] = p.Config.Category(backlog.Status(c.New.Text))
			case c.Op == backlog.OpAdd && c.Item != nil:
				category[c.ID] = c.Item.Category()
			}
		}
	}
}

// concerns reports whether a policy names a field: the key itself, or the map that
// it stands in.
func concerns(rule backlog.PolicyRule, field string) bool {
	top, _, _ := strings.Cut(field, ".")
	return field != "" && (slices.Contains(rule.Keys, field) || slices.Contains(rule.Keys, top))
}

// shortHash is a hash as people quote it.
func shortHash(hash string) string { return hash[:min(len(hash), 7)] }
