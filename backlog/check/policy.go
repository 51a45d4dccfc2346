package check

import (
	"strings"

	"github.com/po-backlog/po/backlog"
)

func policyRules() []Rule {
	return []Rule{
		{Name: "area.foreign", Level: Hint, Needs: NeedSince, Past: anyOwned, Reach: Near, Check: foreignAreas, Doc: `changes stay in one's own area

With --since: an item was changed by somebody who owns neither its area nor the product. It is reported, never blocked.`},
		{Name: "policy.author", Level: Error, Needs: NeedSince, Past: anyPolicy, Reach: Near, Check: policyAuthors, Doc: `keys are changed by those who may

With --since: policy: in po.yaml says who may change which keys, and the author of a commit (through .mailmap) is none of them:

  policy:
    - {keys: [priority, value], only: [mara@example.org]}
    - {keys: [criteria], when: active, only: [mara@example.org], level: warning}
    - {keys: [accepted], not: [assignee, finisher]}      # nobody accepts what he does himself
    - {keys: [settings], only: [mara@example.org]}

not: names who may not: the assignee and the owner as the item has them, and the finisher, who is in the history: the author of the
last commit before that moved the item to a finished status, or to an active one where it was accepted from there.

Each commit since then is judged, with the item's category and assignee as they were before it. A record that comes or goes changes
the keys that it has, a status that accepts changes accepted, and settings is po.yaml itself. Of a merge only what none of its sides
had counts. The policy is that of both ends: a branch that takes a line out is judged by it until it is merged.

Addresses are advisory: anybody can write any author into a commit. Ask for signatures where that matters (policy.signed), and
protect the branch on the host.`},
		{Name: "policy.signed", Level: Error, Needs: NeedSince, Past: anyPolicy, Reach: Near, Check: policySignatures, Doc: `a change that must be signed is signed

With --since: policy: in po.yaml asks for a signature, and the commit carries none:

  policy:
    - {keys: [accepted], signed: true}

Whether a signature is valid is not judged here: the keys are not at hand where checks run. git log --show-signature judges it, and
a host can refuse commits without a valid one.`},
	}
}

// anyPolicy reports whether po.yaml says who may change what, or did so before.
func anyPolicy(f *Focus) bool { return len(f.Old.Config().Policy)+len(f.New.Config().Policy) > 0 }

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
