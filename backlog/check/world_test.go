package check

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/po-backlog/po/backlog"
)

// world is a small backlog made at random, in which everything that the rules look at stands
// near to everything else: few ids, few places in the order, few sentences.
type world struct {
	rng     *rand.Rand
	files   map[string]*paper
	dirty   map[string]bool // paths that were changed
	told    string          // what was changed, for people
	unsized bool            // hardly an item has points
}

// paper is a file that can be changed key by key.
type paper struct {
	front map[string]string
	body  string
	raw   string // in place of all, where it is broken
}

func newWorld(seed uint64) *world {
	w := &world{rng: rand.New(rand.NewPCG(seed, 7)), files: map[string]*paper{}, dirty: map[string]bool{}}
	w.unsized = w.rng.IntN(8) == 0
	w.files["po.yaml"] = w.settings()
	w.files["product.md"] = &paper{front: map[string]string{"name": "Bike kitchen", "owner": "mara"}, body: w.one("", "<!-- po: ignore product.vision because it is ours -->")}
	for n := 1; n <= 34; n++ {
		w.files[fmt.Sprintf("items/VS-%d.md", n)] = w.item(n)
	}
	for _, kind := range backlog.RecordKinds()[1:] {
		for n := 1; n <= 4; n++ {
			w.files[fmt.Sprintf("%s/%s-%d.md", kind.Folder(), kind.Prefix(), n)] = w.record(kind, n)
		}
	}
	return w
}

func (w *world) settings() *paper {
	front := map[string]string{
		"version": "1", "key": "VS", "points": w.one("[1, 2, 3, 5, 8, 13]", "[1, 2, 4, 8, 13, 21]"), "ready": w.one("{points: 8}", "{points: 5, criteria: 2}"), "score": w.one("wsjf", "weighted", "value-points", "opportunity", "moscow"),
		"check": w.one("{set.uniform: hint}", "{set.uniform: hint, criteria.long: off}"), "scoring": "{weights: {value: 2, points: 1}}", "areas": "[{name: ride, owner: mara}, {name: pay, owner: jonas}, {name: free}]",
	}
	if w.rng.IntN(2) == 0 {
		front["policy"] = "[{keys: [priority], only: [mara@example.org], signed: true}]"
	}
	if w.rng.IntN(8) == 0 {
		front["statuses"] = "[{name: ready, verb: start}]"
	}
	return &paper{front: front}
}

func (w *world) one(of ...string) string { return of[w.rng.IntN(len(of))] }

// maybe gives one of the values, or nothing as often as not.
func (w *world) maybe(of ...string) string {
	if w.rng.IntN(2) == 0 {
		return ""
	}
	return w.one(of...)
}

// id is one of the items', or of none.
func (w *world) id() string { return fmt.Sprintf("VS-%d", 1+w.rng.IntN(38)) }

func (w *world) item(n int) *paper {
	p := &paper{front: map[string]string{"id": fmt.Sprintf("VS-%d", n), "title": "A title"}, body: w.body()}
	for _, key := range itemKeys() {
		if v := w.value(key); v != "" {
			p.front[key] = v
		}
	}
	if n <= 6 {
		p.front["type"] = "epic"
	}
	if n > 6 {
		delete(p.front, "aliases")
	}
	return p
}

// itemKeys are the keys that differ, rare ones once and others as they are.
func itemKeys() []string {
	return []string{
		"status", "title", "type", "priority", "points", "value", "created", "started", "done", "accepted", "due", "epic", "goal", "sprint",
		"release", "moscow", "area", "depends_on", "insights", "blocked", "scores", "aliases", "odd", "criteria",
	}
}

// value is a value for a key of an item.
func (w *world) value(key string) string {
	switch key {
	case "status":
		return w.one("draft", "draft", "ready", "ready", "in-progress", "done", "accepted", "dropped", "Draft", "odd")
	case "title":
		return w.one("Pay", "Ride", "Rent a bike", strings.Repeat("Long ", 17), "A\u202eb", "Fix #12")
	case "type":
		return w.one("story", "story", "story", "bug", "spike", "enabler")
	case "priority":
		return w.maybe("10", "20", "20", "30", "40", "50", "60", "70", "1.12345678")
	case "points":
		if w.unsized && w.rng.IntN(60) > 0 {
			return ""
		}
		return w.maybe("1", "2", "3", "5", "8", "13", "21", "4", "many")
	case "value":
		return w.maybe("1", "5", "9")
	case "created", "started", "done", "accepted", "due":
		return w.maybe("2026-09-01", "2026-10-01", "2026-10-08", "2026-10-20", "2026-11-30")
	case "epic":
		return w.maybe("VS-1", "VS-2", "VS-3", "VS-4", "VS-5", "VS-6", "VS-41", w.id())
	case "goal":
		return w.maybe("G-1", "G-2", "G-9", "S-1")
	case "sprint":
		return w.maybe("S-1", "S-2", "S-3", "S-4", "S-9")
	case "release":
		return w.maybe("R-1", "R-2", "R-3", "R-9")
	case "moscow":
		return w.maybe("must", "must", "should", "wont")
	case "area":
		return w.one("ride", "pay", "free", "", "nowhere")
	case "depends_on":
		return w.maybe("["+w.id()+"]", "["+w.id()+", "+w.id()+"]", "[VS-41]")
	case "insights":
		return w.maybe("", "", "", "", "", "", "[IN-1]", "[IN-2, IN-3]", "[IN-4]", "[IN-9]")
	case "blocked":
		return w.maybe("", "", "{since: 2026-09-02, reason: x}", "{since: 2026-10-07, reason: y}")
	case "scores":
		return w.maybe("{wsjf: {ubv: 1, tc: 2, rroe: 3}}", "{wsjf: {ubv: 2, tc: 3, rroe: 5, size: 0}}", "{rice: {reach: 10, impact: 1, confidence: 0.3, effort: 1}}",
			"{kano: {m: 3, q: 2}}", "{wsjf: {ubv: 8, tc: 5, rroe: 2, size: 3}}", "{wsjf: {ubv: 4, tc: 8, rroe: 2, size: 3}}")
	case "aliases":
		return w.maybe("", "[VS-41]", "[VS-42]", "[VS-37]")
	case "odd":
		return w.maybe("", "", "1")
	}
	return w.maybe("", "", "", "[first]")
}

func (w *world) body() string {
	lines := []string{w.one(
		"As a rider, I want to pay by card, so that I need no cash.",
		"as a rider I want to pay by card so that I need no cash",
		"As a rider, I want to pay by card quickly, so that I need no cash.",
		"As a rider, I want to see all free bikes near the station of the line today, so that I find one.",
		"As a rider, I want to see all free bikes near the station of the line now, so that I save time.",
		"As a rider, I want to see all free bikes near the station of the line now and to book, so that I save time.",
		"As a user, I want easy maps (of all), so that I want more.",
		"As a rider or a guest, I want a button for the database.",
		"In order to ride, as a guest, I want to borrow a bike.",
		"I want this now.",
		"As a mechanic.",
		"We believe that it helps.",
		"Nothing that anybody wants. What is TBD? It waits for "+w.id()+" and story "+fmt.Sprint(1+w.rng.IntN(38))+".",
		"As a mechanic, I want to note "+strings.Repeat("a fault and ", 20)+"more, so that it is mended.",
	), ""}
	if w.rng.IntN(4) == 0 {
		lines = append(lines, w.one(
			"It waits for "+w.id()+".", "<b>HTML</b>", "<!-- po: ignore "+w.one("story.vague", "order.tie", "ref.dangling", "set.similar", "nothing.at-all")+" "+w.one("because of us", "")+" -->"), "")
	}
	if w.rng.IntN(2) == 0 {
		lines = append(lines, "## Acceptance criteria", "", "- [ ] It works", w.one("- [ ] It works", "- [x] Given a, when b, when c, then d", "- [ ] "+strings.Repeat("long ", 50), "- [ ] A map is seen"))
	}
	return strings.Join(lines, "\n") + "\n"
}

func (w *world) record(kind backlog.RecordKind, n int) *paper {
	front := map[string]string{"id": fmt.Sprintf("%s-%d", kind.Prefix(), n), "title": w.one("One", "One", "Two\u200b")}
	set := func(key string, values ...string) {
		if v := w.one(values...); v != "" {
			front[key] = v
		}
	}
	switch kind {
	case backlog.KindGoal:
		set("status", "planned", "active", "achieved")
		set("measure", "", "{target: 3}")
	case backlog.KindSprint:
		set("status", "planned", "active", "closed", "closed", "cancelled")
		set("team", "", "", "red")
		set("start", "2026-09-01", "2026-09-14", "2026-10-01")
		set("end", "2026-09-13", "2026-09-20", "2026-10-04", "2026-12-01")
		set("sprint_goal", "", "ride")
		set("goal", "", "G-1", "G-9")
		set("closed", "{date: 2026-09-13, done: {VS-1: 5, VS-2: 8}}", "{date: 2026-09-20, done: {VS-3: 1}}")
	case backlog.KindRelease:
		set("status", "planned", "active", "released")
		set("goal", "", "", "G-1", "G-2")
		set("features", "", "[a, b, c, d, e, f]")
	case backlog.KindExperiment:
		set("status", "planned", "running", "running")
		set("end", "", "2026-09-30", "2026-12-31")
		set("we_believe", "", "it helps")
		set("metric", "", "{target: 5}", "{target: 6}")
		set("items", "", "["+w.id()+"]")
	case backlog.KindInsight:
		set("status", "new", "new", "linked")
		set("date", "2026-08-01", "2026-10-01")
	case backlog.KindDecision:
		set("status", "proposed", "accepted")
		set("review_on", "", "2026-09-01")
		set("based_on", "", "[IN-1]", "[VS-7]")
	}
	return &paper{front: front, body: w.one("", "Write to a@b.ch or +41 44 123 45 67.", "<i>Text</i>")}
}

func (p *paper) text(path string) string {
	if p.raw != "" {
		return p.raw
	}
	var s strings.Builder
	for _, key := range slices.Sorted(maps.Keys(p.front)) {
		s.WriteString(key + ": " + p.front[key] + "\n")
	}
	if path == "po.yaml" {
		return s.String()
	}
	return "---\n" + s.String() + "---\n" + p.body
}

func (w *world) fs() fstest.MapFS {
	fsys := fstest.MapFS{}
	for path, p := range w.files {
		fsys[path] = &fstest.MapFile{Data: []byte(p.text(path))}
	}
	return fsys
}

func (w *world) load(t *testing.T) *backlog.Backlog {
	t.Helper()
	b, err := backlog.Load(w.fs())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// update reads again only what was changed, as commands do.
func (w *world) update(t *testing.T, old *backlog.Backlog) *backlog.Backlog {
	t.Helper()
	b, err := old.Update(w.fs(), slices.Sorted(maps.Keys(w.dirty))...)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// change changes some files.
func (w *world) change(times int) {
	for range times {
		paths := slices.Sorted(maps.Keys(w.files))
		path := paths[w.rng.IntN(len(paths))]
		if w.rng.IntN(30) == 0 {
			path = "po.yaml"
		}
		p := *w.files[path]
		p.front = maps.Clone(p.front)
		switch what := w.rng.IntN(20); {
		case path == "po.yaml":
			p = *w.settings()
		case what < 9 && strings.HasPrefix(path, "items/"):
			w.changeKey(&p)
		case what < 12:
			w.changeAll(path, &p)
		case what < 13:
			p.raw = w.one("---\nid: VS-1\n", "---\nid: A\n---\n", "---\ntitle: A\n---\n", "---\nid: VS-1\ntitle: \xff\n---\n")
		case what < 15:
			w.put(path, nil)
			continue
		case what < 17:
			w.put(path, nil)
			path = path[:strings.IndexByte(path, '/')+1] + w.one("moved", "VS-3-moved", "VS-30-moved") + ".md"
		case what < 18 && strings.HasPrefix(path, "items/"): // a second file with the id, before or behind
			path = w.one("items/A.md", "items/Z.md")
		case what < 19:
			path, p = "items/odd.md", *w.item(39)
			p.front["id"] = w.one("VS-39", "G-7")
		default:
			n := 1 + w.rng.IntN(38)
			path, p = fmt.Sprintf("items/VS-%d.md", n), *w.item(n)
		}
		w.put(path, &p)
	}
}

func (w *world) changeKey(p *paper) {
	keys := itemKeys()
	key := keys[w.rng.IntN(len(keys))]
	if w.rng.IntN(4) == 0 {
		key = "status"
	}
	if w.rng.IntN(5) == 0 {
		p.body = w.body()
		return
	}
	if p.front[key] = w.value(key); p.front[key] == "" {
		delete(p.front, key)
	}
}

// changeAll writes a file anew, with the id that it has.
func (w *world) changeAll(path string, p *paper) {
	id := p.front["id"]
	for _, kind := range backlog.RecordKinds() {
		switch {
		case !strings.HasPrefix(path, kind.Folder()+"/"):
		case kind == backlog.KindItem:
			*p = *w.item(30)
		default:
			*p = *w.record(kind, 1)
		}
	}
	if id != "" {
		p.front["id"] = id
	} else {
		p.front["vision"] = w.one("Short.", "One. Two. Three.")
	}
}

// put puts a file at a path, or takes it away.
func (w *world) put(path string, p *paper) {
	w.dirty[path] = true
	if p == nil {
		delete(w.files, path)
		w.told += "removed " + path + "\n"
		return
	}
	w.files[path] = p
	w.told += path + ":\n" + p.text(path)
}

// options are those of a branch with one commit.
func (w *world) options(old, new *backlog.Backlog) Options {
	r := backlog.Revision{
		Hash: "1234567890", Author: backlog.Person{Name: "Ada", Email: w.one("ada@example.org", "mara@example.org")}, Changes: backlog.Diff(old, new),
		Commit: time.Date(2026, 3, 1+w.rng.IntN(240), 0, 0, 0, 0, time.UTC),
	}
	o := Options{Today: backlog.NewDay(2026, time.October, 5), Base: old, History: &History{Signed: map[string]bool{}}}
	if w.rng.IntN(3) > 0 { // else the change is in no commit
		o.History.Revisions = []backlog.Revision{r}
	}
	if w.rng.IntN(4) == 0 { // as if all that changed had been so for long
		o.Earlier = new
	}
	return o
}
