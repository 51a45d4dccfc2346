package main

import (
	"bytes"
	stdjson "encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/itchyny/gojq"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/render"
	"github.com/po-backlog/po/render/json"
)

// allFields is the value of a bare --json.
const allFields = "*"

// jsonFlag is --json[=FIELDS].
type jsonFlag struct {
	set    bool
	fields string // separated by commas; empty: all
}

// Set takes the value of the flag.
func (f *jsonFlag) Set(text string) error {
	f.set = true
	f.fields = ""
	if text != allFields {
		f.fields = text
	}
	return nil
}

// String is the flag's value.
func (f *jsonFlag) String() string { return f.fields }

// Type names the value in help.
func (f *jsonFlag) Type() string { return "FIELDS" }

// selection reads the fields of --json; done says that --json=help was asked for and is answered.
func (a *app) selection(fields []json.Field) (sel json.Selection, done bool, err error) {
	if a.json.fields == "help" {
		for _, f := range fields {
			fmt.Fprintf(a.io.Out, "%s\t%s\n", f.Name, f.Doc)
		}
		return nil, true, nil
	}
	sel, err = json.Select(a.json.fields, fields)
	if err != nil {
		return nil, false, &usageError{msg: err.Error(), hint: "--json=help in its place lists the fields"}
	}
	return sel, false, nil
}

// asksFieldsOnly judges --json of a command that writes before it has written: fields that are not there are refused, and done says that
// --json=help was asked for and is answered.
func (a *app) asksFieldsOnly() (done bool, err error) {
	if !a.json.set {
		return false, nil
	}
	_, done, err = a.selection(json.WrittenFields())
	return done, err
}

// jsonWordsMistaken refuses "--json id,title", where the fields were meant.
func (a *app) jsonWordsMistaken(words []string, fields []json.Field) error {
	if !a.json.set || a.json.fields != "" || a.jq != "" {
		return nil
	}
	for _, w := range words {
		names := strings.Split(w, ",")
		if len(names) > 1 && !slices.ContainsFunc(names, func(n string) bool {
			return !slices.ContainsFunc(fields, func(f json.Field) bool { return f.Name == n })
		}) {
			return usageHint(a.withFields(w), "--json %s: the fields follow an equals sign", w)
		}
	}
	return nil
}

// withFields is the line as it was typed, with the fields behind the equals sign of --json.
func (a *app) withFields(fields string) string {
	line := []string{"po"}
	for _, word := range a.args {
		switch word {
		case fields:
			continue
		case "--json":
			word += "=" + fields
		}
		line = append(line, quoteAll([]string{word})[0])
	}
	return strings.Join(line, " ")
}

// printAll prints values as JSON, through --jq where it is given.
func printAll[T any](a *app, values []T, sel json.Selection) error {
	if a.jq == "" {
		return json.Write(a.io.Out, values, sel)
	}
	var s bytes.Buffer
	if err := json.Write(&s, values, sel); err != nil {
		return err
	}
	return a.filter(s.Bytes())
}

// printJSON prints what a writing command has done.
func (a *app) printJSON(value json.Written) error {
	sel, done, err := a.selection(json.WrittenFields())
	if done || err != nil {
		return err
	}
	return printOne(a, value, sel)
}

// printOne prints one value as JSON, through --jq where it is given.
func printOne(a *app, value any, sel json.Selection) error {
	if a.jq == "" {
		return json.WriteOne(a.io.Out, value, sel)
	}
	var s bytes.Buffer
	if err := json.WriteOne(&s, value, sel); err != nil {
		return err
	}
	return a.filter(s.Bytes())
}

// readJQ reads the EXPR of --jq.
func readJQ(expr string) (*gojq.Code, error) {
	q, err := gojq.Parse(expr)
	if err != nil {
		return nil, usagef("--jq: %s", err)
	}
	code, err := gojq.Compile(q)
	if err != nil {
		return nil, usagef("--jq: %s", err)
	}
	return code, nil
}

// filter runs --jq over JSON; texts are printed bare, as jq -r does.
func (a *app) filter(data []byte) error {
	code, err := readJQ(a.jq)
	if err != nil {
		return err
	}
	d := stdjson.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var value any
	if err := d.Decode(&value); err != nil {
		return err
	}
	for it := code.Run(value); ; {
		v, ok := it.Next()
		if !ok {
			return nil
		}
		if err, failed := v.(error); failed {
			return fmt.Errorf("--jq: %w", err)
		}
		text, isText := v.(string)
		if !isText {
			out, err := gojq.Marshal(v)
			if err != nil {
				return err
			}
			text = string(out)
		}
		if a.io.Out.Terminal {
			text = strings.TrimSuffix(render.CleanBlock(text), "\n")
		}
		fmt.Fprintln(a.io.Out, text)
	}
}

// written is what a writing command prints with --json.
func (a *app) written(commit, branch string, changes []backlog.Change) json.Written {
	return json.Written{Commit: commit, Branch: branch, Changes: json.ChangesOf(changes, json.Options{Root: a.prefix()})}
}
