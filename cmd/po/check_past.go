package main

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/check"
	"github.com/po-backlog/po/backlog/git"
)

// findingsOf gives what is found in a backlog by its files, and by what Git knows of them.
func (a *app) findingsOf(ctx context.Context, b *backlog.Backlog) ([]check.Finding, error) {
	o := check.Options{Today: a.todayAsDay(b)}
	asked := check.Ask(b, o)
	var err error
	if asked.Committed && !a.repo.Shallow() {
		o.Committed, err = a.committed(ctx, b)
	}
	if err == nil && asked.Earlier {
		o.Earlier, err = a.earlier(ctx, b, o.Today-check.StaleDays-1)
	}
	if err == nil && len(asked.Records) > 0 {
		o.History, err = a.pastOf(ctx, asked.Records)
	}
	if err != nil {
		return nil, err
	}
	return check.Run(b, o), nil
}

// committed gives the last commit's snapshot.
func (a *app) committed(ctx context.Context, b *backlog.Backlog) (*backlog.Backlog, error) {
	if a.at != "" {
		return b, nil
	}
	return a.before(ctx, "HEAD", b)
}

// earlier gives the snapshot of the last commit of a day or before it; nil where there is none.
func (a *app) earlier(ctx context.Context, b *backlog.Backlog, day backlog.Day) (*backlog.Backlog, error) {
	if a.repo.Unborn() {
		return nil, nil
	}
	at, err := a.repo.Revision(ctx, day.String())
	var none *git.ErrBeforeHistory
	if errors.As(err, &none) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return a.before(ctx, at, b)
}

// pastOf gives the commits that changed some records, back to those that gave them the status which they have.
func (a *app) pastOf(ctx context.Context, ids []backlog.ID) (*check.History, error) {
	h := &check.History{Since: -1}
	for _, id := range ids {
		for r, err := range a.repo.History(ctx, git.HistoryOptions{From: a.at, ID: id}) {
			if err != nil {
				return nil, err
			}
			h.Revisions = append(h.Revisions, r)
			if check.Began(r, id) {
				break
			}
		}
	}
	slices.Reverse(h.Revisions) // those of one record, the oldest first
	slices.SortStableFunc(h.Revisions, func(a, b backlog.Revision) int { return time.Time.Compare(a.Commit, b.Commit) })
	return h, nil
}

// workedOn finds out who worked on an item last up to a commit; empty: there is none.
func (a *app) workedOn(ctx context.Context, at string, id backlog.ID, conf *backlog.Config) (check.Work, bool, error) {
	if at == "" {
		return check.Work{}, false, nil
	}
	for r, err := range a.repo.History(ctx, git.HistoryOptions{From: at, ID: id, Full: true}) {
		if err != nil {
			return check.Work{}, false, err
		}
		for _, c := range r.Changes {
			if w, ok := check.WorkOn(r, c, conf); ok {
				return w, true, nil
			}
		}
	}
	return check.Work{}, false, nil
}
