package objects_test

import (
	"bytes"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog/git/internal/objects"
)

// named is a name that no object of the tests has.
func named(digit string) plumbing.Hash { return plumbing.NewHash(strings.Repeat(digit, 40)) }

// TestHandMadePack reads from packs that hold what git never writes. What is sound nevertheless is read, and git, which is the
// witness, reads it too; the rest is an error that says why.
func TestHandMadePack(t *testing.T) {
	const text = "the text of a base, long enough to copy from\n"
	blob := func(s string) plumbing.Hash { return plumbing.ComputeHash(plumbing.BlobObject, []byte(s)) }
	base, n := blob(text), uint64(len(text))
	made := blob(text + "more")
	more := delta(n, n+4, copied(0, uint32(n)), insert("more"))
	a, b := named("a"), named("b")
	ofs, ref, kindBlob := plumbing.OFSDeltaObject, plumbing.REFDeltaObject, plumbing.BlobObject
	tests := map[string]struct {
		make func(p *handPack)
		ask  plumbing.Hash
		why  string // the error; empty: the object is read
	}{
		"a delta by name":         {func(p *handPack) { p.whole(kindBlob, text); p.on(made, base, more) }, made, ""},
		"a base behind its delta": {func(p *handPack) { p.on(made, base, more); p.whole(kindBlob, text) }, made, ""},
		"a delta that copies twice": {func(p *handPack) {
			p.whole(kindBlob, text)
			p.on(blob(text+text), base, delta(n, 2*n, copied(0, uint32(n)), copied(0, uint32(n))))
		}, blob(text + text), ""},
		"version 3":                 {func(p *handPack) { p.data[7] = 3; p.whole(kindBlob, text) }, base, ""},
		"a delta on itself":         {func(p *handPack) { p.on(a, a, more) }, a, "rests on itself"},
		"two deltas in a circle":    {func(p *handPack) { p.on(a, b, more); p.on(b, a, more) }, b, "rests on itself"},
		"a delta by no distance":    {func(p *handPack) { p.add(a, ofs, uint64(len(more)), backBy(0), more) }, a, "outside of it"},
		"a base before the pack":    {func(p *handPack) { p.add(a, ofs, uint64(len(more)), backBy(1<<30), more) }, a, "outside of it"},
		"a base in the header":      {func(p *handPack) { p.add(a, ofs, uint64(len(more)), backBy(5), more) }, a, "outside of it"},
		"a distance without an end": {func(p *handPack) { p.raw(a, append([]byte{0x65}, []byte(strings.Repeat("\xff", 40))...)) }, a, "number without an end"},
		"a base that is not there":  {func(p *handPack) { p.on(a, b, more) }, a, "is not in it"},
		"kind 5":                    {func(p *handPack) { p.add(a, 5, 4, nil, []byte("text")) }, a, "unknown kind"},
		"kind 0":                    {func(p *handPack) { p.add(a, 0, 4, nil, []byte("text")) }, a, "unknown kind"},
		"a size of 2^60":            {func(p *handPack) { p.add(a, kindBlob, 1<<60, nil, []byte(text)) }, a, "number without an end"},
		"a size of 2^40":            {func(p *handPack) { p.add(a, kindBlob, 1<<40, nil, []byte(text)) }, a, "larger than"},
		"a size of 2^27":            {func(p *handPack) { p.add(a, kindBlob, 1<<27, nil, []byte(text)) }, a, "not as long as it says"},
		"shorter than it says":      {func(p *handPack) { p.add(a, kindBlob, n+1, nil, []byte(text)) }, a, "ends too early"},
		"longer than it says":       {func(p *handPack) { p.add(a, kindBlob, n-1, nil, []byte(text)) }, a, "not as long as it says"},
		"a size without an end":     {func(p *handPack) { p.raw(a, []byte(strings.Repeat("\xbf", 40))) }, a, "number without an end"},
		"a result of 2^60":          {func(p *handPack) { p.whole(kindBlob, text); p.on(a, base, delta(n, 1<<60, copied(0, uint32(n)))) }, a, "larger than"},
		"a result that is shorter":  {func(p *handPack) { p.whole(kindBlob, text); p.on(a, base, delta(n, 1<<27, copied(0, uint32(n)))) }, a, "invalid delta"},
		"copies from behind":        {func(p *handPack) { p.whole(kindBlob, text); p.on(a, base, delta(n, n, copied(10, uint32(n)))) }, a, "invalid delta"},
		"another base's delta":      {func(p *handPack) { p.whole(kindBlob, text); p.on(a, base, delta(n+1, n, copied(0, uint32(n)))) }, a, "invalid delta"},
		"an unknown command":        {func(p *handPack) { p.whole(kindBlob, text); p.on(a, base, delta(n, 4, []byte{0})) }, a, "wrong delta command"},
		"an empty delta":            {func(p *handPack) { p.whole(kindBlob, text); p.on(a, base, nil) }, a, "invalid delta"},
		"another object's name":     {func(p *handPack) { p.add(a, kindBlob, n, nil, []byte(text)) }, a, "does not have this name"},
		"a tree named as a blob":    {func(p *handPack) { p.add(base, plumbing.TreeObject, n, nil, []byte(text)) }, base, "does not have this name"},
		"a commit by a blob's name": {func(p *handPack) { p.add(base, plumbing.CommitObject, n, nil, []byte(text)) }, base, "does not have this name"},
		"not compressed":            {func(p *handPack) { p.raw(a, append(entryHead(kindBlob, 4), "text and more"...)) }, a, "zlib"},
		"at the very end":           {func(p *handPack) { p.whole(kindBlob, text); p.places[a] = int64(len(p.data)) }, a, "points outside"},
		"in the header":             {func(p *handPack) { p.whole(kindBlob, text); p.places[a] = 3 }, a, "points outside"},
		"a delta on a wrong object": {func(p *handPack) { p.add(b, kindBlob, n, nil, []byte(strings.ToUpper(text))); p.on(made, b, more) }, made, "does not have this name"},
		"a delta cut in its name":   {func(p *handPack) { p.raw(a, append(entryHead(ref, 4), 1, 2, 3)) }, a, "ends too early"},
	}
	for name, tt := range tests {
		for _, large := range []int64{1 << 31, 13} { // git wants one place of 31 bits at least
			r := newRepo(t)
			p := newHandPack(t)
			tt.make(p)
			p.store(r, large)
			kind, data, err := r.store().Read(tt.ask)
			var corrupt *objects.CorruptError
			switch {
			case tt.why == "":
				if want := r.git("", "cat-file", "blob", tt.ask.String()); err != nil || kind != kindBlob || string(data) != want {
					t.Errorf("%s: a %s %q (%v), git says %q", name, kind, data, err, want)
				}
			case !errors.As(err, &corrupt), !strings.Contains(err.Error(), tt.why), !strings.Contains(corrupt.What, tt.ask.String()), !strings.HasSuffix(corrupt.File, ".pack"):
				t.Errorf("%s: %v, want one about %s that says %q and names the pack", name, err, tt.ask, tt.why)
			}
		}
	}
}

// TestLongChain reads a chain of deltas as long as git writes one, and refuses a longer one.
func TestLongChain(t *testing.T) {
	for length, why := range map[int]string{4095: "", 6000: "without an end"} {
		r := newRepo(t)
		p := newHandPack(t)
		text := strings.Repeat("x", 100)
		at := int64(len(p.data))
		id := p.whole(plumbing.BlobObject, text)
		for i := range length {
			text = text[:99] + string(rune('a'+i%26))
			id = named("c")
			if i == length-1 {
				id = plumbing.ComputeHash(plumbing.BlobObject, []byte(text))
			}
			d := delta(100, 100, copied(0, 99), insert(text[99:]))
			at = p.add(id, plumbing.OFSDeltaObject, uint64(len(d)), backBy(int64(len(p.data))-at), d)
		}
		p.store(r, 1<<31)
		_, data, err := r.store().Read(id)
		if why != "" {
			wantDamage(t, fmt.Sprint(length), err, why)
		} else if err != nil || string(data) != text {
			t.Errorf("%d deltas: %.20q, %v", length, data, err)
		}
	}
}

// TestLargeChain has a chain of deltas that are too large to be held all at once.
func TestLargeChain(t *testing.T) {
	const size = 8 << 20
	r := newRepo(t)
	p := newHandPack(t)
	at := p.add(named("b"), plumbing.OFSDeltaObject, size, backBy(12), make([]byte, size))
	packed := bytes.Clone(p.data[at+int64(len(entryHead(plumbing.OFSDeltaObject, size))+1):])
	for range 2 * objects.MaxSize / size {
		here := int64(len(p.data))
		p.raw(named("c"), slices.Concat(entryHead(plumbing.OFSDeltaObject, size), backBy(here-at), packed))
		at = here
	}
	p.store(r, 1<<31)
	got := allocated(func() {
		_, _, err := r.store().Read(named("c"))
		wantDamage(t, "large deltas", err, "without an end")
	})
	if got > 5*objects.MaxSize {
		t.Errorf("%d MB asked for", got>>20)
	}
}

// wantDamage wants the error of damage that says why.
func wantDamage(t *testing.T, what string, err error, why string) {
	t.Helper()
	var corrupt *objects.CorruptError
	if !errors.As(err, &corrupt) || !strings.Contains(corrupt.Why, why) {
		t.Errorf("%s: %v, want damage: %q", what, err, why)
	}
}

// allocated is how many bytes a function asks for, of all that is done meanwhile.
func allocated(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// TestClaimsTakeNoMemory reads objects that claim to be large and are not.
func TestClaimsTakeNoMemory(t *testing.T) {
	r := newRepo(t)
	p := newHandPack(t)
	base := p.whole(plumbing.BlobObject, "base")
	p.add(named("1"), plumbing.BlobObject, objects.MaxSize, nil, []byte("small"))
	p.on(named("2"), base, delta(4, objects.MaxSize, insert("x")))
	p.add(named("3"), plumbing.REFDeltaObject, objects.MaxSize, base[:], []byte("small"))
	p.store(r, 1<<31)
	s := r.store()
	for _, id := range []string{"1", "2", "3"} {
		got := allocated(func() {
			if _, _, err := s.Read(named(id)); err == nil {
				t.Errorf("%s was read", id)
			}
		})
		if got > 16<<20 {
			t.Errorf("object %s: %d MB asked for", id, got>>20)
		}
	}
}
