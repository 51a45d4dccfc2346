package objects_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog/git/internal/objects"
)

// overwrite puts other bytes in a file's place, which may be one that is not to be written.
func overwrite(t testing.TB, path string, data []byte) {
	t.Helper()
	if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func contentOf(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// rightOrDamaged reads all objects: each is what it was, or an error of its kind that names the object. It says how many were read.
func rightOrDamaged(t *testing.T, s *objects.Store, truth map[plumbing.Hash]string, what string) (read int) {
	t.Helper()
	for id, want := range truth {
		kind, data, err := s.Read(id)
		var missing *objects.NotFoundError
		var corrupt *objects.CorruptError
		switch {
		case err == nil && kind.String()+" "+string(data) != want:
			t.Errorf("%s: %s is a wrong %s %.40q", what, id, kind, data)
		case err == nil:
			read++
		case !errors.As(err, &missing) && !errors.As(err, &corrupt), !strings.Contains(err.Error(), id.String()):
			t.Errorf("%s: %s: %v (%T)", what, id, err, err)
		}
	}
	return read
}

// TestDamagedPack damages every fifth byte of a pack and of its indexes of both versions, and cuts them there.
func TestDamagedPack(t *testing.T) {
	for _, version := range []string{"1", "2"} {
		r := newRepo(t)
		r.grow(rand.New(rand.NewPCG(3, 4)), "main", 6, false)
		r.git("", "-c", "pack.indexVersion="+version, "repack", "-adfq")
		truth := r.truth()
		pack := r.packs()[0]
		for _, path := range []string{pack, strings.TrimSuffix(pack, ".pack") + ".idx"} {
			whole := contentOf(t, path)
			lost := 0
			for i := 0; i < len(whole); i += 5 {
				bad := bytes.Clone(whole)
				if bad[i] ^= 0x55; i%4 == 0 {
					bad = bad[:i]
				}
				overwrite(t, path, bad)
				s := objects.Open(objects.Options{Dir: r.objects()})
				lost += len(truth) - rightOrDamaged(t, s, truth, fmt.Sprint(filepath.Ext(path), " version ", version, " byte ", i))
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			}
			if lost == 0 {
				t.Errorf("%s: nothing was damaged", path)
			}
			overwrite(t, path, whole)
		}
		r.agrees(r.store(), "whole again")
	}
}

// TestDamagedLoose damages a loose object in ways that each say what is wrong.
func TestDamagedLoose(t *testing.T) {
	r := newRepo(t)
	o := objects.New(plumbing.BlobObject, []byte(strings.Repeat("some text\n", 20)))
	if err := (objects.Writer{Store: r.store()}).Write(o); err != nil {
		t.Fatal(err)
	}
	other := r.hash("hash-object", "-w", "/dev/null")
	path := filepath.Join(r.objects(), o.ID.String()[:2], o.ID.String()[2:])
	whole := contentOf(t, path) // stored: 2 bytes of zlib, 5 of the block, "blob 200\x00", the text, 4 of checksum
	flipped := func(i int) []byte {
		bad := bytes.Clone(whole)
		bad[i] ^= 1
		return bad
	}
	loose := func(text string) []byte {
		p := newHandPack(t)
		at := p.add(named("1"), plumbing.BlobObject, 0, nil, []byte(text))
		return p.data[at+1:]
	}
	for name, tt := range map[string]struct {
		bad []byte
		why string
	}{
		"empty":                 {nil, "ends too early"},
		"one byte":              {whole[:1], "ends too early"},
		"cut in the header":     {whole[:10], "ends too early"},
		"cut in the text":       {whole[:100], "ends too early"},
		"cut in the checksum":   {whole[:len(whole)-1], "ends too early"},
		"zlib header":           {flipped(0), "zlib: invalid header"},
		"kind":                  {flipped(7), "unknown kind"},
		"text":                  {flipped(50), "zlib: invalid checksum"},
		"checksum":              {flipped(len(whole) - 1), "zlib: invalid checksum"},
		"more behind it":        {append(bytes.Clone(whole), 0), "something behind its end"},
		"nonsense":              {[]byte("no object at all"), "zlib: invalid header"},
		"no size":               {loose("blob \x00text"), "a number"},
		"a size below zero":     {loose("blob -1\x00text"), "a number"},
		"a size of 2^60":        {loose("blob 1152921504606846976\x00text"), "larger than"},
		"a size beyond all":     {loose("blob 99999999999999999999999999\x00text"), "a number"},
		"a size beyond reason":  {loose("blob " + strings.Repeat("0", 40) + "4\x00text"), "header without an end"},
		"shorter than it says":  {loose("blob 5\x00text"), "ends too early"},
		"longer than it says":   {loose("blob 3\x00text"), "not as long as it says"},
		"a delta":               {loose("ofs-delta 4\x00text"), "unknown kind"},
		"another object":        {contentOf(t, filepath.Join(r.objects(), other.String()[:2], other.String()[2:])), "does not have this name"},
		"of another kind":       {loose("tree 200\x00" + strings.Repeat("some text\n", 20)), "does not have this name"},
		"a preset dictionary":   {[]byte{0x78, 0x20, 1, 2, 3, 4, 5, 6}, "zlib"},
		"a block of type 3":     {[]byte{0x78, 0x01, 7, 0, 0, 0, 0, 0, 0, 0}, "corrupt input"},
		"a distance too far":    {[]byte{0x78, 0x01, 0x4b, 0x04, 0x82, 0, 0, 0, 0, 0}, ""},
		"a header without size": {loose("blob"), "ends too early"},
	} {
		overwrite(t, path, tt.bad)
		_, _, err := r.store().Read(o.ID)
		var corrupt *objects.CorruptError
		if !errors.As(err, &corrupt) || !strings.Contains(corrupt.Why, tt.why) || corrupt.What != "object "+o.ID.String() || corrupt.File != path {
			t.Errorf("%s: %v, want one that says %q and names object and file", name, err, tt.why)
		}
		if _, err := r.try("", "fsck", "--full"); err == nil {
			t.Errorf("%s: git finds nothing wrong", name)
		}
	}
}

// TestWholeCopy has two copies of every object, one of them damaged, missing or not to be opened: the whole one is read.
func TestWholeCopy(t *testing.T) {
	both := func(t *testing.T) (r *repo, truth map[plumbing.Hash]string) {
		r = newRepo(t)
		r.grow(rand.New(rand.NewPCG(5, 6)), "main", 5, true)
		r.git("", "repack", "-aq") // without -d: loose and packed
		return r, r.truth()
	}
	t.Run("loose damaged", func(t *testing.T) {
		r, truth := both(t)
		for id := range truth {
			overwrite(t, filepath.Join(r.objects(), id.String()[:2], id.String()[2:]), []byte("x"))
		}
		r.readsEach(truth)
	})
	for name, damage := range map[string]func(pack []byte) []byte{
		"pack cut":       func(pack []byte) []byte { return pack[:len(pack)/2] },
		"pack empty":     func([]byte) []byte { return nil },
		"pack of zeroes": func(pack []byte) []byte { return make([]byte, len(pack)) },
		"entries zeroed": func(pack []byte) []byte { return append(bytes.Clone(pack[:12]), make([]byte, len(pack)-12)...) },
	} {
		t.Run(name, func(t *testing.T) {
			r, truth := both(t)
			overwrite(t, r.packs()[0], damage(contentOf(t, r.packs()[0])))
			r.readsEach(truth)
		})
	}
	t.Run("index damaged", func(t *testing.T) {
		r, truth := both(t)
		overwrite(t, strings.TrimSuffix(r.packs()[0], ".pack")+".idx", []byte("x"))
		r.readsEach(truth)
	})
	t.Run("pack missing", func(t *testing.T) {
		r, truth := both(t)
		if err := os.Remove(r.packs()[0]); err != nil {
			t.Fatal(err)
		}
		r.readsEach(truth)
	})
	t.Run("another pack damaged", func(t *testing.T) {
		r, truth := both(t)
		r.git("", "prune-packed")
		for _, ext := range []string{".pack", ".idx"} {
			overwrite(t, filepath.Join(r.objects(), "pack", "pack-0000000000000000000000000000000000000000"+ext), []byte("x"))
		}
		r.readsEach(truth)
		_, _, err := r.store().Read(named("1"))
		wantDamage(t, "an object that the damaged pack may have", err, "too short")
	})
}

// readsEach wants all objects from a fresh store.
func (r *repo) readsEach(truth map[plumbing.Hash]string) {
	r.t.Helper()
	s := r.store()
	for id, want := range truth {
		kind, data, err := s.Read(id)
		if got := kind.String() + " " + string(data); err != nil || got != want {
			r.t.Errorf("%s: %.40q, %v", id, got, err)
		}
	}
}
