package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/render"
)

// A sheet holds values of many items: a line of keys, the first of them id, and a row an item.
type sheet struct {
	name string // of the file, for errors
	keys []string
	rows []sheetRow
}

type sheetRow struct {
	line  int
	id    string
	cells []string // as many as keys, without the id
}

// unsetCell is a cell that takes its key out; an empty one leaves the value as it is.
const unsetCell = "-"

// editFrom changes items by a file of comma- or tab-separated values: one commit, all rows or none.
func (a *app) editFrom(ctx context.Context, name string) error {
	text, err := a.readInput(name)
	if err != nil {
		return err
	}
	s, err := readSheet(name, text)
	if err != nil {
		return err
	}
	return a.apply(ctx, a.sheetChange(s))
}

// readSheet reads values separated by commas, tabs or semicolons, whichever the first line has.
func readSheet(name, text string) (sheet, error) {
	s := sheet{name: name}
	text = strings.TrimPrefix(text, "\ufeff")
	first, _, _ := strings.Cut(text, "\n")
	in := csv.NewReader(strings.NewReader(text))
	in.FieldsPerRecord = -1
	for _, c := range "\t;" {
		if strings.ContainsRune(first, c) && !strings.Contains(first, ",") {
			in.Comma = c
		}
	}
	for {
		record, err := in.Read()
		if err == io.EOF {
			return s, s.complete()
		}
		var bad *csv.ParseError
		if errors.As(err, &bad) {
			return s, fmt.Errorf("%s:%d:%d: %w", name, bad.Line, bad.Column, bad.Err)
		}
		if err != nil {
			return s, err
		}
		line, _ := in.FieldPos(0)
		if err := s.take(line, record); err != nil {
			return s, err
		}
	}
}

// take takes one line: the keys, then rows.
func (s *sheet) take(line int, record []string) error {
	for i := range record {
		record[i] = unguarded(strings.TrimSpace(record[i]))
	}
	if s.keys == nil {
		if record[0] != "id" || len(record) < 2 {
			return usageHint("id,points,value", "%s:%d: the first line names the keys, id first", s.name, line)
		}
		s.keys = record[1:]
		return nil
	}
	if len(record) > len(s.keys)+1 {
		return fmt.Errorf("%s:%d: %s, the first line has %d", s.name, line, count(len(record), "cell"), len(s.keys)+1)
	}
	cells := make([]string, len(s.keys))
	copy(cells, record[1:])
	s.rows = append(s.rows, sheetRow{line, record[0], cells})
	return nil
}

// complete judges what can be judged without the backlog.
func (s *sheet) complete() error {
	if s.keys == nil {
		return usageHint("id,points,value", "%s: the first line names the keys, id first", s.name)
	}
	for i, key := range s.keys {
		if key == "" || key == "id" || slices.Contains(s.keys[:i], key) {
			return usagef("%s: key %q in the first line: each key once", s.name, key)
		}
	}
	return nil
}

// unguarded takes off the apostrophe that keeps a spreadsheet from computing a text.
func unguarded(cell string) string {
	if len(cell) > 1 && cell[0] == '\'' && strings.ContainsRune("=+-@", rune(cell[1])) {
		return cell[1:]
	}
	return cell
}

// sheetChange is the change that a sheet makes.
func (a *app) sheetChange(s sheet) *change {
	ch := &change{action: "edit", same: "the items have these values already"}
	ch.edit = func(b *backlog.Backlog) (*backlog.Backlog, error) { return a.fillIn(b, ch, s) }
	return ch
}

// fillIn makes the assignments of all rows, then goes through the verbs that lead to the statuses asked for.
func (a *app) fillIn(b *backlog.Backlog, ch *change, s sheet) (*backlog.Backlog, error) {
	var errs []error
	next := b
	statuses := map[backlog.Status][]backlog.ID{}
	seen := map[backlog.ID]int{}
	for _, row := range s.rows {
		at := func(err error) error { return rowError(s.name, row.line, err) }
		id, err := b.Resolve(row.id)
		if err != nil {
			errs = append(errs, at(err))
			continue
		}
		if seen[id] > 0 {
			errs = append(errs, at(fmt.Errorf("%s: stands in line %d already", id, seen[id])))
			continue
		}
		seen[id] = row.line
		assigns, status := s.assigns(row)
		if it, err := b.Item(id); status != "" && (err != nil || it.Status != status) {
			statuses[status] = append(statuses[status], id)
		}
		if len(assigns) == 0 {
			continue
		}
		edited, err := next.Edit([]backlog.ID{id}, assigns...)
		if err != nil {
			errs = append(errs, at(err))
			continue
		}
		next = edited
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	var forced []string
	for _, def := range b.Config().Statuses {
		ids := statuses[def.Name]
		delete(statuses, def.Name)
		if len(ids) == 0 {
			continue
		}
		var err error
		if next, err = a.setStatus(next, ch, ids, def.Name); err != nil {
			return nil, err
		}
		forced, ch.forced = append(forced, ch.forced...), nil
	}
	for status, ids := range statuses { // no status of the flow: the refusal says so
		if _, err := a.setStatus(next, ch, ids, status); err != nil {
			return nil, err
		}
	}
	ch.forced = forced
	return next, nil
}

// assigns are what a row changes, the status apart.
func (s sheet) assigns(row sheetRow) (assigns []backlog.Assign, status backlog.Status) {
	for i, key := range s.keys {
		switch cell := row.cells[i]; {
		case cell == "":
		case cell == unsetCell:
			assigns = append(assigns, backlog.Assign{Op: backlog.UnsetKey, Key: key})
		case key == "status":
			status = backlog.Status(cell)
		default:
			assigns = append(assigns, backlog.Assign{Op: backlog.SetKey, Key: key, Text: cell})
		}
	}
	return assigns, status
}

// rowError says in which line of a sheet something is wrong. The error under it still gives its hint.
func rowError(name string, line int, err error) error {
	var out []error
	for _, e := range split(err) {
		out = append(out, fmt.Errorf("%s:%d: %w", name, line, e))
	}
	return errors.Join(out...)
}

// editTable opens the items of a query as a table in the editor.
func (a *app) editTable(ctx context.Context, keys []string, query []string) error {
	if !a.mayAsk() {
		return usageHint("po list --format csv --columns id,points > items.csv, then po edit --from items.csv", "edit --table: no terminal for the editor")
	}
	b, err := a.load(ctx)
	if err != nil {
		return err
	}
	for _, key := range keys {
		if err := columnKnown(b, key); err != nil {
			return err
		}
	}
	q, err := a.query(b, query, false)
	if err != nil {
		return err
	}
	items := b.Select(q, backlog.Order{})
	if len(items) == 0 {
		a.sayWhyEmpty(b, len(query)+len(a.terms) > 0, listFlags{})
		return nil
	}
	text := tableText(b, items, keys, a.todayAsDay(b))
	was, err := readTable(text, keys)
	if err != nil {
		return err
	}
	var s sheet
	err = a.editText(ctx, "items.txt", text, func(text string) error {
		if s, err = readTable(text, keys); err != nil {
			return err
		}
		s.leaveOut(was)
		_, err := a.fillIn(b, &change{}, s)
		return err
	})
	if errors.Is(err, errUnchanged) {
		a.note("nothing was changed")
		return nil
	}
	if err != nil {
		return err
	}
	return a.apply(ctx, a.sheetChange(s))
}

// leaveOut empties the cells that say what they said before: an owner that comes from the area is not to be written.
func (s *sheet) leaveOut(was sheet) {
	for _, row := range s.rows {
		at := slices.IndexFunc(was.rows, func(r sheetRow) bool { return r.id == row.id })
		for i := range row.cells {
			if at >= 0 && row.cells[i] == was.rows[at].cells[i] {
				row.cells[i] = ""
			}
		}
	}
}

// tableHelp stands above the table in the editor.
const tableHelp = "# One line an item: fill in, save, close. An empty cell leaves the value as it is, a lone - takes it out; the title is not read.\n"

// tableText is the table for the editor: the id, the values, the title, with bars between.
func tableText(b *backlog.Backlog, items []backlog.Item, keys []string, today backlog.Day) string {
	rows := [][]string{append(append([]string{"id"}, keys...), "")}
	facts := b.Facts(today)
	for _, it := range items {
		row := []string{string(it.ID)}
		for _, key := range keys {
			row = append(row, barred(inOneLine(facts.Value(it, key))))
		}
		rows = append(rows, append(row, barred(it.Title)))
	}
	widths := make([]int, len(keys)+1)
	for _, row := range rows {
		for i := range widths {
			widths[i] = max(widths[i], utf8.RuneCountInString(row[i]))
		}
	}
	var out strings.Builder
	out.WriteString(tableHelp)
	for _, row := range rows {
		for i, w := range widths {
			out.WriteString(row[i] + strings.Repeat(" ", w-utf8.RuneCountInString(row[i])) + " | ")
		}
		out.WriteString(row[len(widths)] + "\n")
	}
	return out.String()
}

// barred is a text that can stand between bars.
func barred(s string) string { return strings.ReplaceAll(render.Clean(s), "|", `\|`) }

// inOneLine is a value as --set takes it; a map has no such form.
func inOneLine(v backlog.Value) string {
	if v.Kind != backlog.List {
		return v.Text
	}
	var b strings.Builder
	out := csv.NewWriter(&b)
	_ = out.Write(v.Strings()) // into memory
	out.Flush()
	return strings.TrimSuffix(b.String(), "\n")
}

// readTable reads what the editor has saved. Lines that begin with # and empty ones are not read.
func readTable(text string, keys []string) (sheet, error) {
	s := sheet{name: "table", keys: keys}
	line := 0
	for raw := range strings.Lines(text) {
		line++
		raw = strings.TrimSpace(raw)
		if raw == "" || raw[0] == '#' {
			continue
		}
		cells := strings.Split(strings.ReplaceAll(raw, `\|`, "\x00"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(strings.ReplaceAll(cells[i], "\x00", "|"))
		}
		if cells[0] == "id" {
			continue
		}
		if len(cells) < len(keys)+1 {
			return s, fmt.Errorf("table:%d: %s, not %d: a bar stands between them", line, count(len(cells), "cell"), len(keys)+1)
		}
		s.rows = append(s.rows, sheetRow{line, cells[0], cells[1 : len(keys)+1]})
	}
	return s, nil
}
