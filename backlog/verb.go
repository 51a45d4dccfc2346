package backlog

import (
	"slices"
	"strconv"
	"strings"

	"github.com/po-backlog/po/backlog/internal/doc"
)

// Why is what a verb is told besides the ids.
type Why struct {
	Today    Date
	Text     string // the reason: needed by reject, drop, block and by Force
	Author   string // who says so, for the note that Force leaves
	Force    bool   // go past a check that refuses
	Assignee string // start: who works on it; empty leaves the key
	Failed   []int  // reject: the criteria that failed
}

// Do runs a verb on items: its checks, its status, its dates, all or none. Items that are in the target status already stay as they
// are. The error joins an error for each item: *[RefusedError] where a rule refuses, else those of [Backlog.Edit].
func (b *Backlog) Do(v Verb, w Why, ids ...ID) (*Backlog, error) {
	s := b.session()
	err := s.each(ids, func(f *file) error {
		if f.item == nil {
			return &InvalidError{ID: f.id(), Msg: "po " + string(v) + " is for items; this is " + WithArticle(f.kind.String())}
		}
		return s.do(f, v, w)
	})
	if err != nil {
		return nil, err
	}
	return s.done(), nil
}

// SetStatus leads items to a status: by the verb whose target it is, else directly, with the date of its category. A
// status that the flow does not have is an *[InvalidError]; the other errors are those of [Backlog.Do].
func (b *Backlog) SetStatus(status Status, w Why, ids ...ID) (*Backlog, error) {
	def, ok := b.cfg.Status(status)
	if !ok {
		return nil, b.cfg.noStatus(status)
	}
	if def.Verb != "" {
		return b.Do(def.Verb, w, ids...)
	}
	s := b.session()
	err := s.each(ids, func(f *file) error { return s.enter(f, def, w.Today) })
	if err != nil {
		return nil, err
	}
	return s.done(), nil
}

// noStatus says that the flow has no such status; where it means one by its label, that one is named.
func (c *Config) noStatus(status Status) error {
	e := &InvalidError{Key: "status", Value: string(status), Msg: strconv.Quote(string(status)) + " is no status", Allowed: c.StatusNames()}
	if like, ok := c.StatusLike(string(status)); ok {
		e.Allowed = []string{string(like.Name)}
	}
	return e
}

// enter moves an open item to a status that no verb leads to.
func (s *session) enter(f *file, def StatusDef, today Date) error {
	switch {
	case f.item == nil:
		return &InvalidError{ID: f.id(), Key: "status", Msg: "this is " + WithArticle(f.kind.String()) + ": only items go through this flow"}
	case f.item.Status == def.Name:
		return nil
	case !f.item.Open():
		return refuse(f.item, "status", "is "+string(f.item.Status)+": po reopen first")
	}
	p := newPlan(f)
	p.setText("status", string(def.Name))
	if key := dateOf(def.Category); key != "" && !f.get(key).IsSet() {
		p.set(key, string(today))
	}
	for c := def.Category + 1; c <= Closed; c++ {
		if key := dateOf(c); key != "" {
			p.unset(key)
		}
	}
	return s.carryOut(p)
}

// dateOf is the key that holds the date of entering a category.
func dateOf(c Category) string {
	switch c {
	case Active:
		return "started"
	case Finished:
		return "done"
	case Closed:
		return "accepted"
	}
	return ""
}

func refuse(it *Item, act, msg string) *RefusedError {
	return &RefusedError{ID: it.ID, Act: act, Msg: msg}
}

// do judges one item and writes what the verb writes.
func (s *session) do(f *file, v Verb, w Why) error {
	if (v == VerbAccept || v == VerbReject) && !s.b.cfg.Acceptance {
		return &RefusedError{ID: f.id(), Act: string(v), Msg: "this backlog has acceptance: none, done closes an item", Next: "po done " + string(f.id())}
	}
	if target, ok := s.b.cfg.Target(v); ok && f.item.Status == target.Name {
		return nil
	}
	p := newPlan(f)
	var err error
	switch v {
	case VerbReady:
		err = s.ready(p, w)
	case VerbStart:
		err = s.start(p, w)
	case VerbDone:
		err = s.finish(p, w)
	case VerbAccept:
		err = s.accept(p, w)
	case VerbReject:
		err = s.reject(p, w)
	case VerbDrop:
		err = s.drop(p, w)
	case VerbReopen:
		err = s.reopen(p)
	case VerbBlock, VerbUnblock:
		err = s.block(p, v, w)
	}
	if err != nil {
		return err
	}
	return s.carryOut(p)
}

// from refuses a verb whose item is not in one of the categories from which it leads on.
func (s *session) from(p *plan, v Verb, categories ...Category) error {
	it := p.f.item
	if slices.Contains(categories, it.category) || it.category == Unknown && slices.Contains(categories, Proposed) {
		return nil
	}
	e := refuse(it, string(v), "is "+string(it.Status)+", po "+string(v)+" does not lead on from there")
	switch {
	case !it.Open(), it.category == Finished && (v == VerbReady || v == VerbStart):
		e.Next = "po reopen " + string(it.ID)
	case v == VerbAccept:
		e.Next = "po done " + string(it.ID)
	}
	return e
}

func (s *session) ready(p *plan, w Why) error {
	if err := s.from(p, VerbReady, Proposed, Active); err != nil {
		return err
	}
	s.toTarget(p, VerbReady)
	if p.f.item.category == Active {
		p.unset("started")
	}
	var failed, reasons, rules []string
	for _, l := range s.b.Readiness(*p.f.item) {
		if !l.OK {
			failed, reasons, rules = append(failed, l.Name+": "+l.Why), append(reasons, l.Why), append(rules, "ready."+l.Name)
		}
	}
	if len(failed) == 0 {
		return nil
	}
	if !w.Force {
		e := refuse(p.f.item, "ready", "is not ready")
		e.Lines, e.Forcible, e.Rule = failed, true, strings.Join(rules, ", ")
		return e
	}
	return p.note(VerbReady, w, "ready although "+strings.Join(reasons, "; "))
}

func (s *session) start(p *plan, w Why) error {
	if err := s.from(p, VerbStart, Proposed, Ready, Active); err != nil {
		return err
	}
	s.toTarget(p, VerbStart)
	if !p.f.item.Started.IsSet() {
		p.set("started", string(w.Today))
	}
	if w.Assignee != "" {
		p.setText("assignee", w.Assignee)
	}
	return nil
}

func (s *session) finish(p *plan, w Why) error {
	if err := s.from(p, VerbDone, Proposed, Ready, Active, Finished); err != nil {
		return err
	}
	s.toTarget(p, VerbDone)
	if p.f.item.category != Finished || !p.f.item.Done.IsSet() {
		p.set("done", string(w.Today))
	}
	return nil
}

func (s *session) accept(p *plan, w Why) error {
	if err := s.from(p, VerbAccept, Finished, Active); err != nil {
		return err
	}
	s.toTarget(p, VerbAccept)
	p.set("accepted", string(w.Today))
	if !p.f.item.Done.IsSet() {
		p.set("done", string(w.Today))
	}
	var open []string
	for i, c := range p.f.item.Criteria() {
		if !c.Met {
			open = append(open, strconv.Itoa(i+1)+" "+c.Text)
		}
	}
	if len(open) == 0 {
		return nil
	}
	if !w.Force {
		e := refuse(p.f.item, "accept", "has criteria that are not met")
		n, _, _ := strings.Cut(open[0], " ")
		e.Lines, e.Forcible, e.Rule = open, true, "accept.criteria"
		e.Next = "po tick " + string(p.f.id()) + " " + n + ", or po reject " + string(p.f.id()) + " " + n + " -m …"
		return e
	}
	return p.note(VerbAccept, w, "accepted with criteria that are not met")
}

func (s *session) reject(p *plan, w Why) error {
	if err := s.from(p, VerbReject, Finished, Closed); err != nil {
		return err
	}
	if w.Text == "" {
		return needsReason(p.f.item, VerbReject, w.Failed...)
	}
	s.toTarget(p, VerbReject)
	p.unset("done")
	p.unset("accepted")
	entry := []doc.Member{{Key: "date", Value: doc.Lit(string(w.Today))}, {Key: "reason", Value: doc.Str(w.Text)}}
	if len(w.Failed) > 0 {
		var ns []doc.Value
		for _, n := range w.Failed {
			ns = append(ns, doc.Lit(strconv.Itoa(n)))
		}
		entry = append(entry, doc.Member{Key: "criteria", Value: doc.Seq(ns...)})
		if err := p.untick(w.Failed); err != nil {
			return err
		}
	}
	p.append("rejections", doc.Mapping(entry...))
	return nil
}

// needsReason refuses a verb whose reason is kept in the file, where none is given.
func needsReason(it *Item, v Verb, failed ...int) error {
	e := refuse(it, string(v), "po "+string(v)+" needs a reason")
	e.Next = "po " + string(v) + " " + string(it.ID)
	for _, n := range failed {
		e.Next += " " + strconv.Itoa(n)
	}
	e.Next += " -m TEXT"
	return e
}

func (s *session) drop(p *plan, w Why) error {
	if err := s.from(p, VerbDrop, Proposed, Ready, Active, Finished); err != nil {
		return err
	}
	if w.Text == "" {
		return needsReason(p.f.item, VerbDrop)
	}
	s.toTarget(p, VerbDrop)
	p.unset("sprint")
	p.setValue("dropped", doc.Mapping(
		doc.Member{Key: "date", Value: doc.Lit(string(w.Today))}, doc.Member{Key: "reason", Value: doc.Str(w.Text)}))
	return nil
}

func (s *session) reopen(p *plan) error {
	switch p.f.item.category {
	case Dropped:
		p.setText("status", string(s.b.cfg.draft()))
		p.unset("dropped")
	case Finished, Closed:
		s.toTarget(p, VerbReady)
		p.unset("done")
		p.unset("accepted")
	default:
		return refuse(p.f.item, "reopen", "is "+string(p.f.item.Status)+", it is open")
	}
	return nil
}

func (s *session) block(p *plan, v Verb, w Why) error {
	it := p.f.item
	switch {
	case !it.Open():
		return refuse(it, string(v), "is "+string(it.Status)+", nothing blocks it any more")
	case v == VerbUnblock:
		p.unset("blocked")
		return nil
	case w.Text == "":
		return needsReason(it, VerbBlock)
	case it.Blocked != nil:
		p.setValueAt([]string{"blocked", "reason"}, doc.Str(w.Text))
		return nil
	}
	p.setValue("blocked", doc.Mapping(
		doc.Member{Key: "since", Value: doc.Lit(string(w.Today))}, doc.Member{Key: "reason", Value: doc.Str(w.Text)}))
	return nil
}

func (s *session) toTarget(p *plan, v Verb) {
	if target, ok := s.b.cfg.Target(v); ok {
		p.setText("status", string(target.Name))
	}
}

// plan is what a verb will write in one file.
type plan struct {
	f      *file
	steps  []func(d *doc.Doc) (*doc.Doc, error)
	bodies []func(f *file) (string, error)
}

func newPlan(f *file) *plan { return &plan{f: f} }

func (p *plan) set(key, text string)                 { p.setValue(key, doc.Lit(text)) }
func (p *plan) setText(key, text string)             { p.setValue(key, doc.Str(text)) }
func (p *plan) setValue(key string, value doc.Value) { p.setValueAt([]string{key}, value) }

func (p *plan) setValueAt(path []string, value doc.Value) {
	rank := p.f.cfg.table(p.f.kind).rank
	p.steps = append(p.steps, func(d *doc.Doc) (*doc.Doc, error) { return d.Set(path, value, rank) })
}

func (p *plan) append(key string, value doc.Value) {
	rank := p.f.cfg.table(p.f.kind).rank
	p.steps = append(p.steps, func(d *doc.Doc) (*doc.Doc, error) { return d.Append([]string{key}, value, rank) })
}

func (p *plan) unset(key string) {
	p.steps = append(p.steps, func(d *doc.Doc) (*doc.Doc, error) {
		if _, ok := d.Lookup(key); !ok {
			return d, nil
		}
		return d.Unset(key)
	})
}

// note keeps the reason of a forced verb in the file.
func (p *plan) note(v Verb, w Why, what string) error {
	if w.Text == "" {
		e := refuse(p.f.item, string(v), "--force needs a reason")
		e.Next = "po " + string(v) + " " + string(p.f.id()) + " --force -m TEXT"
		return e
	}
	p.bodies = append(p.bodies, func(f *file) (string, error) {
		return addNote(f, w.Today, w.Author, what+": "+w.Text)
	})
	return nil
}

// untick takes the ticks off failed criteria.
func (p *plan) untick(ns []int) error {
	section, _ := p.f.criteriaSection()
	entries := doc.Entries(p.f.src, section)
	before := len(p.f.frontCriteria())
	numbers, err := numbersOf(p.f.id(), ns, 0, before+len(entries), "criteria")
	if err != nil {
		return err
	}
	p.bodies = append(p.bodies, func(f *file) (string, error) {
		section, _ := f.criteriaSection()
		entries, src := doc.Entries(f.src, section), f.src
		for _, n := range slices.Backward(numbers) {
			if n > before {
				var err error
				if src, err = doc.SetBox(src, entries[n-1-before], false); err != nil {
					return "", err
				}
			}
		}
		return src, nil
	})
	return nil
}

// carryOut writes a plan.
func (s *session) carryOut(p *plan) error {
	f := p.f
	for _, step := range p.steps {
		g, err := s.edit(f, step)
		if err != nil {
			return err
		}
		f = g
	}
	for _, edit := range p.bodies {
		src, err := edit(f)
		if err != nil {
			return spliceKeep(f.path, err)
		}
		if err := s.put(f, src); err != nil {
			return err
		}
		f = s.changed[f.path]
	}
	return nil
}
