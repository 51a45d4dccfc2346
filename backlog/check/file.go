package check

import (
	"slices"
	"strings"

	"github.com/po-backlog/po/backlog"
)

func fileRules() []Rule {
	return []Rule{
		{Name: "file.yaml", Level: Error, Reach: Near, Check: broken("file.yaml", "correct the front matter by hand"), Doc: `front matter can be read

The front matter is missing or not closed by a line "---", is no YAML, holds a key twice, or is larger than the limits.
The file is left alone by every command until it is corrected; all other files work.`},
		{Name: "file.type", Level: Error, Reach: Near, Check: fileType, Doc: `a key holds what it should

A known key has a value outside its type or range: a word where a number belongs, a status that does not exist, no title.
The key reads as unset until it is corrected.`},
		{Name: "file.encoding", Level: Error, Reach: Near, Check: broken("file.encoding", "save the file as UTF-8"), Doc: `a file is UTF-8

The file holds bytes that are no valid UTF-8.
Save it as UTF-8 in your editor.`},
		{Name: "file.unknown-key", Level: Hint, Reach: Near, Check: unknownKeys, Doc: `a key is known

The key is neither in the field table nor declared under fields: in po.yaml. It is kept, but nothing reads it.
Correct a slip, or declare the key under fields:.`},
		{Name: "file.name", Level: Hint, Reach: Near, Check: fileName, Doc: `a file is named after its id

The name begins with another id than the file holds, which misleads whoever looks for it.
po check --fix renames the file.`},
	}
}

// broken reports the unreadable files that have the rule.
func broken(rule, next string) func(*Pass) {
	return func(p *Pass) {
		for _, e := range p.Backlog.Broken() {
			if e.Rule == rule {
				p.ReportAt(e.Pos, e.Key, "%s", e.Msg).Next("%s", next)
			}
		}
	}
}

func fileType(p *Pass) {
	for _, e := range p.Backlog.Problems() {
		if e.Rule != "file.type" {
			continue
		}
		f := p.ReportAt(e.Pos, e.Key, "%s: %s", e.Key, e.Msg)
		if f.ID == "" {
			f.Next("correct %s in %s", e.Key, e.Pos.Path)
		} else {
			f.Next("po edit %s --%s …", f.ID, strings.ReplaceAll(e.Key, "_", "-"))
		}
	}
}

func unknownKeys(p *Pass) {
	known := knownKeys(p.Config, backlog.KindItem)
	for it := range p.Items() {
		for _, e := range it.Extra() {
			if !isCriteriaKey(e.Key) {
				p.unknownKey(p.Report(it, e.Key, "%s is no known key", e.Key), e.Key, known)
			}
		}
	}
	for r := range p.Records() {
		p.unknownIn(r)
	}
	if product, ok := p.Backlog.Product(); ok {
		p.unknownIn(product)
	}
	p.unknownRules()
}

func (p *Pass) unknownIn(r backlog.Record) {
	for _, e := range r.Extra() {
		p.unknownKey(p.ReportRecord(r, e.Key, "%s is no known key", e.Key), e.Key, knownKeys(p.Config, r.Kind))
	}
}

// unknownRules reports settings under check: that name no rule and no group.
func (p *Pass) unknownRules() {
	var names []string
	for _, r := range Rules() {
		names = append(names, r.Name)
	}
	for _, s := range p.Config.Check {
		known := false
		for _, name := range names {
			known = known || name == s.Rule || inGroup(name, s.Rule)
		}
		switch {
		case !known:
			p.ReportAt(s.Pos, "check", "%s is no rule", s.Rule).Next("take it out: po check --list shows all rules").meant(s.Rule, names)
		case len(s.Words) > 0 && !slices.Contains(wordRules(), s.Rule):
			p.ReportAt(s.Pos, "check", "%s has no list of words", s.Rule).Next("give words to %s", strings.Join(wordRules(), ", "))
		}
	}
}

func (p *Pass) unknownKey(f *Finding, key string, known []string) {
	f.Next("take %s out, or declare it under fields: in po.yaml", key).meant(key, known)
}

// meant offers the word that a slip is nearest to, where there is one.
func (f *Finding) meant(slip string, known []string) {
	if near := backlog.Nearest(slip, known); len(near) > 0 {
		f.Message += ": did you mean " + near[0] + "?"
		f.Next("write %s", near[0])
	}
}

func knownKeys(c *backlog.Config, kind backlog.RecordKind) []string {
	var keys []string
	for _, field := range c.FieldsOf(kind) {
		keys = append(keys, field.Key)
	}
	return keys
}

// isCriteriaKey reports whether a key of an item is a list of criteria, which has its
// own rule.
func isCriteriaKey(key string) bool {
	return key == "criteria" || key == "acceptance_criteria" || key == "acceptance-criteria"
}

func fileName(p *Pass) {
	for it := range p.Items() {
		if to, misnamed := it.Misnamed(); misnamed {
			p.misnamed(p.Report(it, "id", "the file is named after another id than %s", it.ID), it.Path, to)
		}
	}
	for r := range p.Records() {
		if to, misnamed := r.Misnamed(); misnamed {
			p.misnamed(p.ReportRecord(r, "id", "the file is named after another id than %s", r.ID), r.Path, to)
		}
	}
}

// misnamed says how to mend a name. Where the id cannot stay, the name may be what is right.
func (p *Pass) misnamed(f *Finding, path, to string) {
	if !p.view.idStays(path, f.ID) {
		f.Next("give the item its own id first, then the file that name")
		return
	}
	f.Repair(func(b *backlog.Backlog) (*backlog.Backlog, error) { return b.RenameFile(path) }, "rename it to %s", to)
}
