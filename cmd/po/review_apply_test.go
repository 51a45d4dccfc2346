package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A mirror is a backlog as a program beside po may hold it: records by their ids, product.md and po.yaml by their paths.
type mirror map[string]*mirrored

// mirrored is a record: its keys as JSON has them, its criteria, and the lines of its body without these. A section that holds nothing
// but criteria is not among the lines.
type mirrored struct {
	Path     string
	Keys     map[string]any
	Criteria []mirroredCriterion
	Lines    []string
}

type mirroredCriterion struct {
	Text string `json:"text"`
	Met  bool   `json:"met"`
}

// mirroredChange is all that the program reads of a change that po diff --json prints.
type mirroredChange struct {
	ID, Path, Op, Field string
	Old, New, At        json.RawMessage
	N                   struct{ Old, New int }
}

func (c mirroredChange) record() string {
	if c.ID != "" {
		return c.ID
	}
	return c.Path
}

// An applier makes changes in a mirror, one after the other. It holds each to what it says was there before.
type applier struct {
	t     *testing.T
	m     mirror
	shift map[string]int // how much longer a list has become
}

// apply makes all changes. Criteria that went, by falling number, go before those that came, by rising number.
func (m mirror) apply(t *testing.T, changes []mirroredChange) {
	t.Helper()
	a := &applier{t, m, map[string]int{}}
	var criteria []mirroredChange
	for _, c := range changes {
		e := m[c.record()]
		if e == nil && c.Op != "add" {
			t.Fatalf("%s of %s, which is not there", c.Op, c.record())
		}
		switch c.Op {
		case "add":
			a.add(c)
		case "remove":
			a.was(c, valueOf[map[string]any](t, c.Old)["id"], c.ID)
			delete(m, c.record())
		case "set":
			a.set(e, c)
		case "insert", "delete":
			a.entry(e, c)
		case "hunk":
			a.hunk(e, c)
		case "criterion":
			criteria = append(criteria, c)
		default:
			t.Fatalf("op %q", c.Op)
		}
	}
	a.criteria(criteria)
}

// valueOf reads a side of a change, which may be absent.
func valueOf[T any](t *testing.T, text json.RawMessage) (v T) {
	t.Helper()
	if text == nil {
		return v
	}
	return decode[T](t, string(text))
}

// was holds a change to what it says was there.
func (a *applier) was(c mirroredChange, there, said any) {
	a.t.Helper()
	if diff := cmp.Diff(there, said); diff != "" {
		a.t.Errorf("%s %s %s says what was not there (-there +said):\n%s", c.record(), c.Op, c.Field, diff)
	}
}

// add enters a record that came.
func (a *applier) add(c mirroredChange) {
	if a.m[c.record()] != nil {
		a.t.Errorf("%s came and was there", c.record())
	}
	rest := valueOf[struct {
		Criteria []mirroredCriterion
		Body     string
	}](a.t, c.New)
	e := &mirrored{Path: c.Path, Keys: valueOf[map[string]any](a.t, c.New), Criteria: rest.Criteria}
	for _, key := range []string{"record", "path", "criteria", "body"} {
		delete(e.Keys, key)
	}
	e.Lines = withoutCriteria(bodyLines(rest.Body))
	a.m[c.record()] = e
}

// bodyLines are the lines of a body; blank ones at its end do not count.
func bodyLines(body string) []string {
	if body = strings.TrimRight(body, "\n"); body == "" {
		return nil
	}
	return strings.Split(body, "\n")
}

// set gives a key another value, in the map that its dots lead to; a map that is empty then goes.
func (a *applier) set(e *mirrored, c mirroredChange) {
	if c.Field == "path" {
		a.was(c, e.Path, valueOf[string](a.t, c.Old))
		e.Path = valueOf[string](a.t, c.New)
		return
	}
	a.was(c, valueAt(e.Keys, c.Field), valueOf[any](a.t, c.Old))
	setAt(e.Keys, c.Field, valueOf[any](a.t, c.New))
}

func valueAt(keys map[string]any, field string) any {
	top, rest, dotted := strings.Cut(field, ".")
	if !dotted {
		return keys[top]
	}
	inner, _ := keys[top].(map[string]any)
	return valueAt(inner, rest)
}

func setAt(keys map[string]any, field string, v any) {
	top, rest, dotted := strings.Cut(field, ".")
	switch inner, _ := keys[top].(map[string]any); {
	case dotted && inner == nil:
		inner = map[string]any{}
		keys[top] = inner
		fallthrough
	case dotted:
		setAt(inner, rest, v)
		if len(inner) == 0 {
			delete(keys, top)
		}
	case v == nil:
		delete(keys, top)
	default:
		keys[top] = v
	}
}

// entry takes an entry out of a list by its old index, or puts one in at its new one. A list that is empty then goes.
func (a *applier) entry(e *mirrored, c mirroredChange) {
	list, _ := valueAt(e.Keys, c.Field).([]any)
	list, at, name := slices.Clone(list), valueOf[int](a.t, c.At), c.record()+" "+c.Field
	if c.Op == "insert" {
		list = slices.Insert(list, at, valueOf[any](a.t, c.New))
		a.shift[name]++
	} else {
		at += a.shift[name]
		a.was(c, list[at], valueOf[any](a.t, c.Old))
		list = slices.Delete(list, at, at+1)
		a.shift[name]--
	}
	if len(list) == 0 {
		setAt(e.Keys, c.Field, nil)
		return
	}
	setAt(e.Keys, c.Field, list)
}

// hunk replaces lines; those before them have their new numbers already.
func (a *applier) hunk(e *mirrored, c mirroredChange) {
	at := valueOf[struct{ Old, New int }](a.t, c.At)
	old, is := valueOf[[]string](a.t, c.Old), valueOf[[]string](a.t, c.New)
	from, to := at.New-1, at.New-1+len(old)
	if to > len(e.Lines) {
		a.t.Fatalf("%s: lines to %d of %d", c.record(), to, len(e.Lines))
	}
	a.was(c, strings.Join(e.Lines[from:to], "\n"), strings.Join(old, "\n"))
	e.Lines = slices.Replace(slices.Clone(e.Lines), from, to, is...)
}

func (a *applier) criteria(changes []mirroredChange) {
	slices.SortStableFunc(changes, func(x, y mirroredChange) int { return y.N.Old - x.N.Old })
	for _, c := range changes {
		if e := a.m[c.record()]; c.N.Old > 0 {
			a.was(c, e.Criteria[c.N.Old-1], valueOf[mirroredCriterion](a.t, c.Old))
			e.Criteria = slices.Delete(slices.Clone(e.Criteria), c.N.Old-1, c.N.Old)
		}
	}
	slices.SortStableFunc(changes, func(x, y mirroredChange) int { return x.N.New - y.N.New })
	for _, c := range changes {
		if e := a.m[c.record()]; c.N.New > 0 {
			e.Criteria = slices.Insert(slices.Clone(e.Criteria), c.N.New-1, valueOf[mirroredCriterion](a.t, c.New))
		}
	}
}

// withoutCriteria leaves out the lines of criteria, and the heading above them where nothing else stands below it.
func withoutCriteria(lines []string) []string {
	from := slices.Index(lines, criteriaHeading)
	if from < 0 {
		return lines
	}
	to := from + 1
	for to < len(lines) && !strings.HasPrefix(lines[to], "## ") {
		to++
	}
	section := slices.DeleteFunc(slices.Clone(lines[from:to]), func(line string) bool { return strings.HasPrefix(line, "- [") })
	if strings.Join(section, "") == criteriaHeading {
		section = nil
	}
	return slices.Concat(lines[:from], section, lines[to:])
}

// withCriteria puts criteria into the lines of a body again, as the test's files have them.
func withCriteria(lines []string, criteria []mirroredCriterion) []string {
	if len(criteria) == 0 {
		return lines
	}
	var boxes []string
	for _, c := range criteria {
		boxes = append(boxes, map[bool]string{false: "- [ ] ", true: "- [x] "}[c.Met]+c.Text)
	}
	if at := slices.Index(lines, criteriaHeading); at >= 0 {
		return slices.Insert(slices.Clone(lines), at+2, boxes...)
	}
	section := append([]string{criteriaHeading, ""}, append(boxes, "")...)
	return slices.Insert(slices.Clone(lines), slices.Index(lines, notesHeading), section...)
}
