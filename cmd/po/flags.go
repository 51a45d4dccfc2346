package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/po-backlog/po/backlog"
)

// fieldFlags are the flags for keys: every scalar or list key of the field tables has one of its name with dashes, and --set,
// --unset, --append and --remove reach the rest.
type fieldFlags struct {
	flags   *pflag.FlagSet
	fields  []backlog.Field
	scalars map[string]*string
	lists   map[string]*[]string
	set     []string
	unset   []string
	extend  []string
	take    []string
}

// newFieldFlags declares the flags of some kinds of records; title and status are declared where they make sense.
func newFieldFlags(f *pflag.FlagSet, kinds []backlog.RecordKind, leave ...string) *fieldFlags {
	v := &fieldFlags{flags: f, scalars: map[string]*string{}, lists: map[string]*[]string{}}
	for _, k := range kinds {
		for _, fd := range backlog.BuiltIn(k) {
			if fd.Flag == "" || fd.Frozen || slices.Contains(leave, fd.Key) || f.Lookup(fd.Flag) != nil {
				continue
			}
			v.fields = append(v.fields, fd)
			v.declare(fd)
		}
	}
	f.StringArrayVar(&v.set, "set", nil, "set any key: `KEY=VALUE`, dots lead into maps, commas part a list")
	return v
}

// changing declares the flags that only make sense on files that exist.
func (v *fieldFlags) changing() {
	v.flags.StringArrayVar(&v.unset, "unset", nil, "take a `KEY` out")
	v.flags.StringArrayVar(&v.extend, "append", nil, "add one entry to a list: `KEY=VALUE`")
	v.flags.StringArrayVar(&v.take, "remove", nil, "take one entry out of a list: `KEY=VALUE`")
}

func (v *fieldFlags) declare(fd backlog.Field) {
	doc := fd.Doc
	if len(fd.Values) > 0 {
		doc += ": " + strings.Join(fd.Values, ", ")
	}
	if fd.Kind == backlog.List {
		list := new([]string)
		v.lists[fd.Key] = list
		v.flags.StringArrayVar(list, fd.Flag, nil, doc+" (repeatable)")
		return
	}
	text := new(string)
	v.scalars[fd.Key] = text
	v.flags.StringVar(text, fd.Flag, "", doc)
}

// assigns gives what the flags ask for, in the order of the field table, then --set, --unset, --append, --remove as typed. The
// status is left to its verb.
func (v *fieldFlags) assigns() ([]backlog.Assign, error) {
	var out []backlog.Assign
	for _, fd := range v.fields {
		if fd.Key == "status" || !v.flags.Changed(fd.Flag) {
			continue
		}
		a := backlog.Assign{Key: fd.Key}
		if fd.Kind == backlog.List {
			a.List = *v.lists[fd.Key]
		} else {
			a.Text = *v.scalars[fd.Key]
		}
		out = append(out, a)
	}
	for _, g := range []struct {
		op    backlog.AssignOp
		flag  string
		words []string
	}{{backlog.SetKey, "set", v.set}, {backlog.AppendTo, "append", v.extend}, {backlog.TakeFrom, "remove", v.take}} {
		for _, w := range g.words {
			key, value, ok := strings.Cut(w, "=")
			if !ok || key == "" {
				return nil, usagef("--%s %s: KEY=VALUE expected", g.flag, w)
			}
			out = append(out, backlog.Assign{Op: g.op, Key: key, Text: value})
		}
	}
	for _, key := range v.unset {
		out = append(out, backlog.Assign{Op: backlog.UnsetKey, Key: key})
	}
	return out, nil
}

// status is what --status asks for, empty when it is not given.
func (v *fieldFlags) status() backlog.Status {
	if s := v.scalars["status"]; s != nil {
		return backlog.Status(*s)
	}
	return ""
}

// given reports whether any flag for a key was typed.
func (v *fieldFlags) given() bool {
	given := len(v.set)+len(v.unset)+len(v.extend)+len(v.take) > 0
	for _, fd := range v.fields {
		given = given || v.flags.Changed(fd.Flag)
	}
	return given
}

// withPath gives a command that writes the flag --path.
func (a *app) withPath(c *cobra.Command) *cobra.Command {
	c.Flags().StringVar(&a.path, "path", "", "the `FILE`, where two files hold one id")
	return c
}

// placeFlags are the flags that say where items go in the order.
type placeFlags struct {
	flags         *pflag.FlagSet
	top, bottom   bool
	before, after string
	to            int
}

func newPlaceFlags(f *pflag.FlagSet) *placeFlags {
	p := &placeFlags{flags: f}
	f.BoolVar(&p.top, "top", false, "before all others")
	f.BoolVar(&p.bottom, "bottom", false, "behind all others")
	f.StringVar(&p.before, "before", "", "directly before `ID`")
	f.StringVar(&p.after, "after", "", "directly behind `ID`")
	f.IntVar(&p.to, "to", 0, "to position `N`, 1 is the top")
	return p
}

// given counts how many places were named.
func (p *placeFlags) given() int {
	n := 0
	for _, name := range []string{"top", "bottom", "before", "after", "to"} {
		if p.flags.Changed(name) {
			n++
		}
	}
	return n
}

// place is the place named; it needs the snapshot, since ids may be shortened.
func (p *placeFlags) place(b *backlog.Backlog) (backlog.Place, error) {
	if p.given() != 1 {
		return backlog.Place{}, usagef("one place at a time: --top, --bottom, --before ID, --after ID or --to N")
	}
	switch {
	case p.flags.Changed("top"):
		return backlog.Top(), nil
	case p.flags.Changed("bottom"):
		return backlog.Bottom(), nil
	case p.flags.Changed("to"):
		if p.to < 1 {
			return backlog.Place{}, usagef("--to %d: positions count from 1", p.to)
		}
		return backlog.At(p.to), nil
	}
	word := p.before + p.after
	id, err := b.Resolve(word)
	if err != nil {
		return backlog.Place{}, err
	}
	if p.flags.Changed("before") {
		return backlog.Before(id), nil
	}
	return backlog.After(id), nil
}
