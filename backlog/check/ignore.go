package check

import (
	"slices"

	"github.com/po-backlog/po/backlog"
)

// silence leaves out the findings that a comment in their file silences, and adds
// those about the comments themselves.
func (v *view) silence(found []*Finding, passes []*Pass) []*Finding {
	ignores := v.ignores()
	if len(ignores) == 0 {
		return found
	}
	used := map[backlog.Position]bool{}
	kept := found[:0]
	for _, f := range found {
		at, ok := silenced(ignores[f.path()], f.Rule)
		if ok {
			used[at] = true
			continue
		}
		kept = append(kept, f)
	}
	ran := map[string]bool{}
	for _, p := range passes {
		ran[p.rule.Name] = true
	}
	return append(kept, v.judgeIgnores(ignores, used, ran, passes)...)
}

// path is the file of a finding.
func (f *Finding) path() string {
	if f.Pos.Path != "" || f.from == nil {
		return f.Pos.Path
	}
	return f.from.file()
}

// ignores gives the comments by file.
func (v *view) ignores() map[string][]backlog.Ignore {
	all := map[string][]backlog.Ignore{}
	for _, it := range v.items {
		if it.ignores != nil {
			all[it.Path] = it.ignores
		}
	}
	for _, r := range v.records {
		if list := r.Ignores(); list != nil {
			all[r.Path] = list
		}
	}
	if product, ok := v.backlog.Product(); ok && (v.whole || v.focus[product.Path]) {
		if list := product.Ignores(); list != nil {
			all[product.Path] = list
		}
	}
	return all
}

func silenced(list []backlog.Ignore, rule string) (at backlog.Position, ok bool) {
	for _, ignore := range list {
		if ignore.Rule == rule {
			return ignore.Pos, true
		}
	}
	return at, false
}

// judgeIgnores runs check.ignore-reason and check.ignore-unused, which need to know
// what the other rules found. A rule that did not run cannot tell whether it would fire.
func (v *view) judgeIgnores(ignores map[string][]backlog.Ignore, used map[backlog.Position]bool, ran map[string]bool, passes []*Pass) []*Finding {
	known := map[string]*Rule{}
	for _, r := range Rules() {
		known[r.Name] = &r
	}
	var found []*Finding
	for _, p := range passes {
		p.found = nil
		for _, list := range ignores {
			for _, ignore := range list {
				switch {
				case p.rule.Name == ruleIgnoreReason && ignore.Reason == "":
					p.ReportAt(ignore.Pos, "", "%s is ignored without a reason", ignore.Rule).
						Next("write why: po: ignore %s because …", ignore.Rule)
				case p.rule.Name == ruleIgnoreUnused && known[ignore.Rule] == nil:
					p.ReportAt(ignore.Pos, "", "%q is no rule", ignore.Rule).Next("po check --list")
				case p.rule.Name == ruleIgnoreUnused && repeated(list, ignore):
					p.ReportAt(ignore.Pos, "", "%s is ignored twice", ignore.Rule).Next("take one of the comments out")
				case p.rule.Name == ruleIgnoreUnused && ran[ignore.Rule] && !used[ignore.Pos] && v.judges(known[ignore.Rule], ignore.Pos.Path):
					p.ReportAt(ignore.Pos, "", "%s does not fire here", ignore.Rule).Next("take the comment out")
				}
			}
		}
		found = append(found, p.found...)
	}
	return found
}

// repeated reports whether a comment before this one silences the same rule.
func repeated(list []backlog.Ignore, one backlog.Ignore) bool {
	return slices.IndexFunc(list, func(o backlog.Ignore) bool { return o.Rule == one.Rule }) < slices.Index(list, one)
}

// The rules about ignores are judged after all others.
const (
	ruleIgnoreReason = "check.ignore-reason"
	ruleIgnoreUnused = "check.ignore-unused"
)

func ignoreRules() []Rule {
	nothing := func(*Pass) {}
	return []Rule{
		{Name: ruleIgnoreReason, Level: Warning, Reach: Near, Check: nothing, Doc: `an ignored rule has a reason

"po: ignore RULE because TEXT" is reviewed like any other line; without the reason a reviewer cannot judge it.
Write why after "because".`},
		{Name: ruleIgnoreUnused, Level: Hint, Reach: Near, Check: nothing, Doc: `an ignore silences something

The rule that the comment names does not fire in this file any more, or there is no rule of that name.
Take the comment out, or correct the name (po check --list).`},
	}
}
