package json_test

import (
	"bytes"
	stdjson "encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/render/json"
)

// compile makes a validator of a schema, which it holds to draft 7 itself.
func compile(t *testing.T, schema json.Members) *jsonschema.Schema {
	t.Helper()
	var b bytes.Buffer
	if err := json.WriteSchema(&b, schema); err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(&b)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

// judge validates text that is JSON, and so YAML too.
func judge(t *testing.T, s *jsonschema.Schema, text string) error {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(v)
}

const settings = `version: 1
key: VS
areas: [{name: pay, owner: mara}]
points: [0.5, 1, 2]
statuses: [{name: in-review, category: active}]
fields: [{key: persona, type: string, values: [rider, operator]}, {key: cost, type: number}, {key: teams, type: list}]
`

func loadWith(t *testing.T, settings string) *backlog.Backlog {
	t.Helper()
	b, err := backlog.Load(fstest.MapFS{"po.yaml": {Data: []byte(settings)}})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestItemSchema(t *testing.T) {
	s := compile(t, json.ItemSchema(loadWith(t, settings).Config()))
	tests := []struct {
		name, in string
		ok       bool
	}{
		{"least", `{"id":"VS-1","title":"A"}`, true},
		{"random id", `{"id":"VS-7k2mq","title":"A"}`, true},
		{"no id", `{"title":"A"}`, false},
		{"bad id", `{"id":"VS-07","title":"A"}`, false},
		{"empty title", `{"id":"VS-1","title":""}`, false},
		{"long title", `{"id":"VS-1","title":"` + strings.Repeat("a", 201) + `"}`, false},
		{"a title that YAML takes for a number", `{"id":"VS-1","title":42}`, true},
		{"own status", `{"id":"VS-1","title":"A","status":"in-review"}`, true},
		{"unknown status", `{"id":"VS-1","title":"A","status":"doing"}`, false},
		{"unset", `{"id":"VS-1","title":"A","status":null,"points":null,"labels":null}`, true},
		{"type", `{"id":"VS-1","title":"A","type":"bug"}`, true},
		{"unknown type", `{"id":"VS-1","title":"A","type":"task"}`, false},
		{"negative priority", `{"id":"VS-1","title":"A","priority":-1.5}`, true},
		{"a word as priority", `{"id":"VS-1","title":"A","priority":"high"}`, false},
		{"on the scale", `{"id":"VS-1","title":"A","points":0.5}`, true},
		{"off the scale", `{"id":"VS-1","title":"A","points":3}`, false},
		{"no scale of value", `{"id":"VS-1","title":"A","value":3}`, true},
		{"negative value", `{"id":"VS-1","title":"A","value":-3}`, false},
		{"area", `{"id":"VS-1","title":"A","area":"pay"}`, true},
		{"unknown area", `{"id":"VS-1","title":"A","area":"ride"}`, false},
		{"date", `{"id":"VS-1","title":"A","due":"2026-10-15"}`, true},
		{"time", `{"id":"VS-1","title":"A","due":"2026-10-15T09:00:00+02:00"}`, true},
		{"bad date", `{"id":"VS-1","title":"A","due":"tomorrow"}`, false},
		{"sprint", `{"id":"VS-1","title":"A","sprint":"S-1"}`, true},
		{"sprint of another kind", `{"id":"VS-1","title":"A","sprint":"R-1"}`, false},
		{"dependencies", `{"id":"VS-1","title":"A","depends_on":["VS-3"]}`, true},
		{"dependencies without a list", `{"id":"VS-1","title":"A","depends_on":"VS-3"}`, false},
		{"own field", `{"id":"VS-1","title":"A","persona":"rider","cost":3,"teams":["a"]}`, true},
		{"own field with another value", `{"id":"VS-1","title":"A","persona":"guest"}`, false},
		{"scores", `{"id":"VS-1","title":"A","scores":{"wsjf":{"ubv":13,"tc":8},"rice":{"confidence":"80%"},"cd3":{"profile":"expedite"}}}`, true},
		{"scores off their scale", `{"id":"VS-1","title":"A","scores":{"wsjf":{"ubv":7}}}`, false},
		{"blocked", `{"id":"VS-1","title":"A","blocked":{"since":"2026-09-25","reason":"x"}}`, true},
		{"blocked without a map", `{"id":"VS-1","title":"A","blocked":true}`, false},
		{"rejections", `{"id":"VS-1","title":"A","rejections":[{"date":"2026-09-25","reason":"x","criteria":[1]}]}`, true},
		{"unknown keys are kept", `{"id":"VS-1","title":"A","priorty":3}`, true},
	}
	for _, tt := range tests {
		if err := judge(t, s, tt.in); (err == nil) != tt.ok {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestSettingsSchema(t *testing.T) {
	s := compile(t, json.SettingsSchema())
	tests := []struct {
		name, in string
		ok       bool
	}{
		{"least", `{}`, true},
		{"all", `{"version":1,"key":"VS","ids":"sequential","timezone":"Europe/Berlin","calendar":{"days":["mon"],"holidays":["2026-12-25"]},
			"acceptance":"required","statuses":[{"name":"in-progress","label":"In progress","limit":6},{"name":"shipped","category":"finished","verb":"done"}],
			"points":[0,0.5],"value":[1],"score":"wsjf","areas":[{"name":"pay","owner":"mara"}],
			"fields":[{"key":"persona","type":"string","values":["rider"]}],"headings":["Akzeptanzkriterien"],
			"check":{"story.vague":"off","story.*":"hint","score.wsjf.*":"off","set.similar":{"level":"warning","words":["+a"]}},
			"policy":[{"keys":["priority"],"only":["a@example.org"],"not":["assignee","finisher"],"signed":true,"when":"active","level":"warning"}],
			"ready":{"text":"on","benefit":false,"criteria":1,"points":8,"dependencies":"on","questions":"on","unblocked":"on"},
			"language":["en"],"scoring":{"rice_period":"quarter","ice":"product","weights":{"value":0.5,"points":-0.2}},
			"planning":{"velocity_sprints":3,"over":110,"under":70},
			"forecast":{"window":90,"unit":"day","runs":10000,"seed":1,"split_rate":1.0,"exclude":["2026-12-21..2027-01-03"]},
			"commit":{"mode":"each","subject":"po: {summary}","durable":true}}`, true},
		{"unknown key", `{"versoin":1}`, false},
		{"policy on nobody", `{"policy":[{"keys":["accepted"],"not":["reviewer"]}]}`, false},
		{"unknown key inside", `{"commit":{"moed":"each"}}`, false},
		{"another version", `{"version":2}`, false},
		{"bad key", `{"key":"vs"}`, false},
		{"unknown method", `{"score":"best"}`, false},
		{"status without a name", `{"statuses":[{"category":"active"}]}`, false},
		{"ready off", `{"ready":"off"}`, true},
		{"one language", `{"language":"de"}`, true},
		{"level", `{"check":{"story.vague":"loud"}}`, false},
	}
	for _, tt := range tests {
		if err := judge(t, s, tt.in); (err == nil) != tt.ok {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// Every kind of record has a schema that is one.
func TestRecordSchema(t *testing.T) {
	c := loadWith(t, settings).Config()
	for _, k := range append(backlog.RecordKinds(), backlog.KindProduct) {
		compile(t, json.RecordSchema(c, k))
	}
	if err := judge(t, compile(t, json.RecordSchema(c, backlog.KindGoal)), `{"id":"G-1","title":"A","status":"active"}`); err != nil {
		t.Error(err)
	}
}

// Every item of every example backlog keeps to the schema of its backlog, when
// it is read as po reads it.
func TestExamplesKeepToTheSchema(t *testing.T) {
	roots := exampleBacklogs(t)
	if len(roots) == 0 {
		t.Log("no example backlog is there yet")
	}
	for _, root := range roots {
		b, err := backlog.Load(os.DirFS(root))
		if err != nil {
			t.Fatal(root, err)
		}
		schema := compile(t, json.ItemSchema(b.Config()))
		for it := range b.Items() {
			text, err := stdjson.Marshal(json.ItemOf(b, it, json.Options{}).Keys)
			if err != nil {
				t.Fatal(err)
			}
			if err := judge(t, schema, string(text)); err != nil {
				t.Errorf("%s/%s: %v", root, it.Path, err)
			}
		}
	}
}

// exampleBacklogs finds the folders below examples that hold a po.yaml.
func exampleBacklogs(t *testing.T) []string {
	t.Helper()
	var roots []string
	err := filepath.WalkDir("../../examples", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return filepath.SkipDir
		}
		if !entry.IsDir() && entry.Name() == "po.yaml" {
			roots = append(roots, filepath.Dir(path))
		}
		return nil
	})
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return roots
}
