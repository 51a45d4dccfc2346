package backlog

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRevisionFilter(t *testing.T) {
	t.Parallel()
	r := Revision{
		Hash: "1", Author: Person{"Søren Ødegård", "soren@Bikes.example"}, Subject: "Prices of the Pilot", Why: "the banks\nrefuse LATE payments", Action: "edit",
		Changes: []Change{{ID: "VS-1", Field: "value"}, {ID: "VS-2", Field: "value"}, {ID: "", Path: "po.yaml"}},
	}
	byHand := r
	byHand.Action = ""
	tests := []struct {
		name   string
		f      RevisionFilter
		r      Revision
		fields []ID // of the changes that are left; nil: passed over
	}{
		{"nothing is asked", RevisionFilter{}, r, []ID{"VS-1", "VS-2", ""}},
		{"a part of the name", RevisionFilter{Authors: []string{"sØREN"}}, r, []ID{"VS-1", "VS-2", ""}},
		{"a part of the address", RevisionFilter{Authors: []string{"@bikes."}}, r, []ID{"VS-1", "VS-2", ""}},
		{"name and address", RevisionFilter{Authors: []string{"gård <soren"}}, r, []ID{"VS-1", "VS-2", ""}},
		{"one of two authors", RevisionFilter{Authors: []string{"mara", "søren"}}, r, []ID{"VS-1", "VS-2", ""}},
		{"another author", RevisionFilter{Authors: []string{"mara"}}, r, nil},
		{"the subject is no author", RevisionFilter{Authors: []string{"pilot"}}, r, nil},
		{"the action", RevisionFilter{Actions: []string{"edit"}}, r, []ID{"VS-1", "VS-2", ""}},
		{"a part of the action", RevisionFilter{Actions: []string{"ed"}}, r, nil},
		{"made by po", RevisionFilter{Actions: []string{"any"}}, r, []ID{"VS-1", "VS-2", ""}},
		{"made by po, not by hand", RevisionFilter{Actions: []string{"none"}}, r, nil},
		{"made by hand", RevisionFilter{Actions: []string{"accept", "none"}}, byHand, []ID{"VS-1", "VS-2", ""}},
		{"by hand, not by po", RevisionFilter{Actions: []string{"any"}}, byHand, nil},
		{"a word of the subject", RevisionFilter{Words: []string{"of the pilot"}}, r, []ID{"VS-1", "VS-2", ""}},
		{"a word of the reason", RevisionFilter{Words: []string{"Late"}}, r, []ID{"VS-1", "VS-2", ""}},
		{"a word of neither", RevisionFilter{Words: []string{"soren"}}, r, nil},
		{"not from one line into the other", RevisionFilter{Words: []string{"pilotthe", "banks refuse"}}, r, nil},
		{"records", RevisionFilter{IDs: map[ID]bool{"VS-2": true, "VS-9": true}}, r, []ID{"VS-2"}},
		{"records that it has not changed", RevisionFilter{IDs: map[ID]bool{"VS-9": true}}, r, nil},
		{"no record", RevisionFilter{IDs: map[ID]bool{}}, r, nil},
		{"all of them hold", RevisionFilter{Authors: []string{"søren"}, Actions: []string{"edit"}, Words: []string{"bank"}, IDs: map[ID]bool{"VS-1": true}}, r, []ID{"VS-1"}},
		{"one of them does not", RevisionFilter{Authors: []string{"søren"}, Actions: []string{"edit"}, Words: []string{"bench"}}, r, nil},
	}
	for _, tt := range tests {
		got, ok := tt.f.Of(tt.r)
		var ids []ID
		for _, c := range got.Changes {
			ids = append(ids, c.ID)
		}
		if diff := cmp.Diff(tt.fields, ids); diff != "" || ok != (tt.fields != nil) {
			t.Errorf("%s: %v %s", tt.name, ok, diff)
		}
		if len(tt.r.Changes) != 3 || tt.r.Changes[1].ID != "VS-2" {
			t.Fatalf("%s: the revision itself was changed", tt.name)
		}
	}
}
