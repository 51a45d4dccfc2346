package check

import (
	"slices"
	"strconv"
	"strings"

	"github.com/po-backlog/po/backlog"
)

func idRules() []Rule {
	return []Rule{
		{Name: "id.missing", Level: Error, Reach: Near, Check: broken("id.missing", "give it an id that is free"), Doc: `a file has an id

Identity is the key id, never the file's name. A file without one cannot be listed, ordered or referred to.`},
		{Name: "id.pattern", Level: Error, Reach: Near, Check: broken("id.pattern", "write an id such as VS-12"), Doc: `an id has the form of one

An id is a key, a dash and a number or five random characters: VS-12, VS-7k2mq.`},
		{Name: "id.duplicate", Level: Error, Reach: Near, Check: duplicateIDs, Doc: `an id names one file

Two files hold one id, as happens when two people take the same number between two fetches. Commands that write refuse the id.
po renumber ID gives the later item, by its first commit, a free id, and with it the references that were written for it; of two
other records give the later one a free id by hand.`},
		{Name: "id.prefix", Level: Error, Reach: Near, Check: idPrefix, Doc: `an item's prefix is the product's

The prefixes G, S, R, EX, IN and DEC belong to goals, sprints, releases, experiments, insights and decisions.
Give the item an id with the product's own key.`},
	}
}

func duplicateIDs(p *Pass) {
	for _, d := range p.Backlog.Ambiguous() {
		for i, path := range d.Paths {
			f := p.ReportAt(backlog.Position{Path: path, Line: 1, Column: 1}, "id", "%s is also the id of %s", d.ID, others(d.Paths, i))
			if from := p.view.files()[path].from; from != nil {
				f.Pos = from.Pos("id")
			}
			f.Next("give the later one a free id")
			if _, item := p.Backlog.ItemAt(path); item {
				f.Next("po renumber %s", d.ID)
			}
		}
	}
}

// others names the paths beside the i-th, at most three of them.
func others(paths []string, i int) string {
	const most = 3
	var named []string
	for k, path := range paths {
		if k != i {
			named = append(named, path)
		}
		if len(named) == most {
			break
		}
	}
	text := strings.Join(named, ", ")
	if more := len(paths) - 1 - len(named); more > 0 {
		text += " and " + strconv.Itoa(more) + " more"
	}
	return text
}

func idPrefix(p *Pass) {
	for it := range p.Items() {
		if prefix, kind := foreignPrefix(it.ID); prefix != "" {
			p.Report(it, "id", "%s is the prefix of %ss", prefix, kind).Next("give it an id with the key %s", p.Config.Key)
		}
	}
}

// foreignPrefix is the prefix of an item's id where that of another kind of record, "" where it is not.
func foreignPrefix(id backlog.ID) (prefix string, of backlog.RecordKind) {
	prefix, _, _ = strings.Cut(string(id), "-")
	for _, kind := range backlog.RecordKinds() {
		if kind.Prefix() == prefix && prefix != "" {
			return prefix, kind
		}
	}
	return "", backlog.KindItem
}

// idStays reports whether nothing is wrong with the id of a file: it has no other kind's prefix, and is not that of another file too.
func (v *view) idStays(path string, id backlog.ID) bool {
	if _, item := v.backlog.ItemAt(path); item {
		if prefix, _ := foreignPrefix(id); prefix != "" {
			return false
		}
	}
	return !slices.ContainsFunc(v.backlog.Ambiguous(), func(d *backlog.AmbiguousError) bool { return d.ID == id })
}
