package backlog

import (
	"slices"
	"strconv"

	"github.com/po-backlog/po/backlog/internal/doc"
)

// SetRecordStatus gives goals, insights and decisions a status: all or none. A goal that is achieved or abandoned gets the day as
// ended, one that goes on loses it. Sprints, releases and experiments get theirs by verbs of their own: *[InvalidError].
func (b *Backlog) SetRecordStatus(status string, today Date, ids ...ID) (*Backlog, error) {
	s := b.session()
	err := s.each(ids, func(f *file) error { return s.recordStatus(f, status, today) })
	if err != nil {
		return nil, err
	}
	return s.done(), nil
}

func (s *session) recordStatus(f *file, status string, today Date) error {
	switch f.kind {
	case KindGoal, KindInsight, KindDecision:
	default:
		return &InvalidError{ID: f.id(), Key: "status", Value: status, Msg: WithArticle(f.kind.String()) + " gets its status by verbs of its own"}
	}
	fd, _ := s.b.cfg.table(f.kind).field("status")
	if !slices.Contains(fd.Values, status) {
		return &InvalidError{ID: f.id(), Key: "status", Value: status, Msg: strconv.Quote(status) + " is no status of " + WithArticle(f.kind.String()), Allowed: fd.Values}
	}
	if f.record.Status == status {
		return nil
	}
	p := newPlan(f)
	p.setValue("status", doc.Str(status))
	if f.kind == KindGoal {
		if status == "achieved" || status == "abandoned" {
			p.set("ended", string(today))
		} else {
			p.unset("ended")
		}
	}
	return s.carryOut(p)
}
