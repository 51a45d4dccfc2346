package backlog

import (
	"slices"
	"strconv"
	"strings"
)

// The keys that are worked out and never stored. Queries, columns and orders take them as they take the keys of files.
const (
	keyPosition = "position"
	keyScore    = "score"
	keyMissing  = "missing"
	keyCriteria = "criteria"
	keyAge      = "age"
)

// ComputedFields describes the keys that are worked out: position, score, missing, criteria and age.
func ComputedFields() []Field {
	return []Field{
		{Key: keyPosition, Doc: "place among the items that have one: 1 is the top", Kind: Number},
		{Key: keyScore, Doc: "result of the default method", Kind: Number},
		{Key: keyMissing, Doc: "lines of the Definition of Ready that fail", Kind: List, Of: String,
			Values: []string{"text", "benefit", "criteria", "points", "dependencies", "questions", "unblocked"}},
		{Key: keyCriteria, Doc: "acceptance criteria: met and all, as 2/3", Kind: String},
		{Key: keyAge, Doc: "days since work began, of items in progress", Kind: Number},
	}
}

// Column finds what a word names in queries, columns and orders: a key of the item's field table, an own one, a computed one,
// or a dotted part of a map (scores.wsjf.ubv, blocked.since). label and insight are read as the plural. The error is a
// *[QueryError] that offers the nearest keys.
func (b *Backlog) Column(word string) (Field, error) {
	switch word {
	case "label":
		word = "labels"
	case "insight":
		word = "insights"
	}
	if f, ok := b.column(word); ok {
		return f, nil
	}
	return Field{}, &QueryError{Fault: UnknownKey, Key: word, Near: Nearest(word, b.columnKeys())}
}

func (b *Backlog) column(word string) (Field, bool) {
	if f, ok := b.cfg.Field(KindItem, word); ok {
		return f, true
	}
	if i := slices.IndexFunc(ComputedFields(), func(f Field) bool { return f.Key == word }); i >= 0 {
		return ComputedFields()[i], true
	}
	top, part, dotted := strings.Cut(word, ".")
	if f, ok := b.cfg.Field(KindItem, top); !dotted || !ok || f.Kind != Map || part == "" {
		return Field{}, false
	}
	if top == "scores" {
		return scoreColumn(word, part)
	}
	for _, p := range mapParts(top) {
		if p == part {
			return Field{Key: word, Kind: subKind(part)}, true
		}
	}
	return Field{}, false
}

// mapParts lists the keys of a map of the field table.
func mapParts(key string) []string {
	switch key {
	case "blocked":
		return []string{"since", "reason"}
	case "dropped":
		return []string{"date", "reason"}
	case "source":
		return []string{"system", "key", "url", "imported", "hash"}
	}
	return nil
}

// scoreColumn is one input of a method, or all of them as a map.
func scoreColumn(word, part string) (Field, bool) {
	name, input, single := strings.Cut(part, ".")
	m, err := MethodNamed(name)
	if err != nil {
		return Field{}, false
	}
	if !single {
		return Field{Key: word, Kind: Map}, true
	}
	for _, in := range m.Inputs {
		if in.Name == input && in.Key == "" {
			return Field{Key: word, Doc: in.Doc, Kind: Number, Signed: true}, true
		}
	}
	return Field{Key: word, Kind: String}, m.Name == "cd3" && input == "profile"
}

// columnKeys lists what Column knows, for hints and completion.
func (b *Backlog) columnKeys() []string {
	var keys []string
	for _, f := range b.cfg.FieldsOf(KindItem) {
		keys = append(keys, f.Key)
		for _, part := range mapParts(f.Key) {
			keys = append(keys, f.Key+"."+part)
		}
	}
	for _, f := range ComputedFields() {
		keys = append(keys, f.Key)
	}
	for _, m := range Methods() {
		for _, in := range m.Inputs {
			if in.Key == "" {
				keys = append(keys, in.key(m))
			}
		}
	}
	return keys
}

// Facts gives the values of items by their columns, computed ones too. It is made for one snapshot and one day, and may be
// used by several goroutines.
type Facts struct {
	b     *Backlog
	today Day
	score scorer // of the default method; without one its score is nil
}

// Facts prepares to read columns as of a day.
func (b *Backlog) Facts(today Day) *Facts {
	f := &Facts{b: b, today: today}
	if m, err := MethodNamed(b.cfg.Score); err == nil {
		if sc, err := b.scorer(m); err == nil {
			f.score = sc
		}
	}
	return f
}

// Score scores an item by the default method of po.yaml; nothing is scored where there is none.
func (f *Facts) Score(it Item) Score {
	if f.score.score == nil {
		return Score{}
	}
	return f.score.of(&it)
}

// Value is what an item holds under the key of a column. An owner that is not set is the area's, else the product's.
func (f *Facts) Value(it Item, key string) Value {
	switch key {
	case keyPosition:
		if n, ok := f.b.Position(it.ID); ok && it.Priority.IsSet() {
			return numberValue(strconv.Itoa(n))
		}
		return Value{}
	case keyScore:
		s := f.Score(it)
		if s.Value == nil {
			return Text(s.Class)
		}
		return numberValue(s.Text(4))
	case keyMissing:
		return textsValue(String, f.b.Missing(it))
	case keyCriteria:
		if met, all := it.CriteriaMet(); all > 0 {
			return Text(strconv.Itoa(met) + "/" + strconv.Itoa(all))
		}
		return Value{}
	case keyAge:
		return f.age(it)
	case "owner":
		return Text(f.b.OwnerOf(it))
	}
	return it.value(key)
}

// age is the days that work has been going on, the first and today included.
func (f *Facts) age(it Item) Value {
	started := it.Started.Day(f.b.cfg.Timezone)
	if it.category != Active || !started.IsSet() || !f.today.IsSet() {
		return Value{}
	}
	return numberValue(strconv.Itoa(f.today.Sub(started) + 1))
}

// OwnerOf is who answers for an item on the product side: its owner, else its area's, else the product's.
func (b *Backlog) OwnerOf(it Item) string {
	if it.Owner != "" {
		return it.Owner
	}
	if owner := b.cfg.Owner(it.Area); owner != "" {
		return owner
	}
	if product, ok := b.Product(); ok {
		return product.Get("owner").Text
	}
	return ""
}

func numberValue(text string) Value {
	if text == "" {
		return Value{}
	}
	return Value{Kind: Number, Text: text}
}

func textsValue[S ~string](kind Kind, texts []S) Value {
	if len(texts) == 0 {
		return Value{}
	}
	list := make([]Value, len(texts))
	for i, text := range texts {
		list[i] = Value{Kind: kind, Text: string(text)}
	}
	return Value{Kind: List, List: list}
}

func scalarValue(kind Kind, text string) Value {
	if text == "" {
		return Value{}
	}
	return Value{Kind: kind, Text: text}
}

// value is what Get gives, without a look into the file where the decoded item has the answer.
func (it *Item) value(key string) Value {
	switch key {
	case "id":
		return Text(string(it.ID))
	case "status":
		return Text(string(it.Status))
	case "title":
		return Text(it.Title)
	case "type":
		return Text(string(it.Type))
	case "area":
		return Text(it.Area)
	case "moscow":
		return Text(string(it.MoSCoW))
	case "assignee":
		return Text(it.Assignee)
	case "priority":
		return numberValue(it.Priority.String())
	case "points":
		return numberValue(it.Points.String())
	case "value":
		return numberValue(it.Value.String())
	}
	return it.reference(key)
}

func (it *Item) reference(key string) Value {
	switch key {
	case "sprint":
		return scalarValue(Ref, string(it.Sprint))
	case "epic":
		return scalarValue(Ref, string(it.Epic))
	case "goal":
		return scalarValue(Ref, string(it.Goal))
	case "release":
		return scalarValue(Ref, string(it.Release))
	case "labels":
		return textsValue(String, it.Labels)
	case "depends_on":
		return textsValue(Ref, it.DependsOn)
	case "insights":
		return textsValue(Ref, it.Insights)
	case "aliases":
		return textsValue(Ref, it.Aliases)
	}
	return it.date(key)
}

func (it *Item) date(key string) Value {
	switch key {
	case "created":
		return scalarValue(DateVal, string(it.Created))
	case "due":
		return scalarValue(DateVal, string(it.Due))
	case "started":
		return scalarValue(DateVal, string(it.Started))
	case "done":
		return scalarValue(DateVal, string(it.Done))
	case "accepted":
		return scalarValue(DateVal, string(it.Accepted))
	}
	return it.Get(key)
}
