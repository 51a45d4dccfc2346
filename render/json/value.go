package json

import (
	"crypto/sha1" // git's name of a blob
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/po-backlog/po/backlog"
)

// keysOf gives the set keys of a table their values, in the order of the table.
func keysOf(values []backlog.Entry, table []backlog.Field) Members {
	keys := make(Members, 0, len(values))
	for i := range table {
		f := &table[i]
		at := slices.IndexFunc(values, func(e backlog.Entry) bool { return e.Key == f.Key })
		if at < 0 {
			continue
		}
		v := values[at].Value
		if f.Kind == backlog.String && v.Kind == backlog.Number {
			v.Kind = backlog.String
		}
		keys = append(keys, Member{f.Key, valueOf(v)})
	}
	return keys
}

// valueOf gives what a key holds its form in JSON: decimals as numbers written
// exactly, all else as it reads.
func valueOf(v backlog.Value) any {
	switch v.Kind {
	case backlog.None:
		return nil
	case backlog.Number:
		return number(v.Text)
	case backlog.Bool:
		return v.Text == "true"
	case backlog.List:
		list := make([]any, len(v.List))
		for i, e := range v.List {
			list[i] = valueOf(e)
		}
		return list
	case backlog.Map:
		m := make(Members, len(v.Map))
		for i, e := range v.Map {
			m[i] = Member{e.Key, valueOf(e.Value)}
		}
		return m
	}
	return v.Text
}

// number writes a decimal as a JSON number, and what is none as text.
func number(text string) any {
	d, err := backlog.ParseDecimal(text)
	if err != nil {
		return text
	}
	return json.Number(d.String())
}

// scoreDigits is the number of digits after the point to which a score is
// rounded.
const scoreDigits = 4

// scoreOf gives a score its form in JSON: a number, or the name of a class; nil
// for what is not scored.
func scoreOf(s backlog.Score) any {
	switch {
	case s.Value == nil && s.Class != "":
		return s.Class
	case s.Value == nil || !s.Scored:
		return nil
	}
	return json.Number(s.Text(scoreDigits))
}

// revision is the name that git gives to a blob of the text.
func revision(text string) string {
	h := sha1.New()
	h.Write([]byte("blob " + strconv.Itoa(len(text)) + "\x00"))
	_, _ = strings.NewReader(text).WriteTo(h)
	return hex.EncodeToString(h.Sum(nil))
}
