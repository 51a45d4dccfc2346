package git

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// A picture is all that lies in a folder: what the state after a stop is compared with, and what the folder is made into again
// before the next one.
type picture map[string]pictured

type pictured struct {
	mode fs.FileMode
	data string
	when time.Time // of a file
}

// pictureOf takes the picture of a folder. Paths are relative to it, with slashes.
func pictureOf(t testing.TB, root string) picture { t.Helper(); return pictureLike(t, root, nil) }

// pictureLike takes a picture and does not look into files of the size and the time that they have in another one.
func pictureLike(t testing.TB, root string, like picture) picture {
	t.Helper()
	p := make(picture)
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == root {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		seen := pictured{mode: info.Mode()}
		name := filepath.ToSlash(strings.TrimPrefix(path, root+string(filepath.Separator)))
		if known := like[name]; !d.IsDir() && known.mode == info.Mode() && known.when.Equal(info.ModTime()) && int64(len(known.data)) == info.Size() {
			seen = known
		} else if !d.IsDir() {
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			seen.data, seen.when = string(data), info.ModTime()
		}
		p[name] = seen
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// restore makes a folder what it was, times of files included.
func (p picture) restore(t testing.TB, root string) {
	t.Helper()
	now := pictureLike(t, root, p)
	check := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range slices.Backward(sortedNames(now)) { // what is in a folder before the folder
		if was, there := p[name]; !there || was.mode.Type() != now[name].mode.Type() {
			check(os.Remove(filepath.Join(root, name)))
			delete(now, name)
		}
	}
	for _, name := range sortedNames(p) {
		was, is := p[name], now[name]
		path := filepath.Join(root, name)
		switch {
		case was == is:
		case was.mode.IsDir():
			check(os.Mkdir(path, was.mode.Perm()))
		default:
			_ = os.Remove(path) // an object may not be written to, and a second name of the file is to stay as it is
			check(os.WriteFile(path, []byte(was.data), was.mode.Perm()))
			check(os.Chtimes(path, was.when, was.when))
		}
	}
}

func sortedNames(p picture) []string {
	names := make([]string, 0, len(p))
	for name := range p {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// objects are the names of the objects' files.
func (p picture) objects() string {
	var names []string
	for name := range p {
		if strings.Contains(name, ".git/objects/") && !p[name].mode.IsDir() {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return strings.Join(names, "\n")
}

// litter are the locks and the prepared files of anybody, what keeps packs, and packs that nobody can read for want of an index.
func (p picture) litter() []string {
	var found []string
	for name := range p {
		base := name[strings.LastIndexByte(name, '/')+1:]
		_, indexed := p[strings.TrimSuffix(name, ".pack")+".idx"]
		if strings.HasSuffix(base, ".lock") || strings.HasPrefix(base, "tmp") || strings.HasSuffix(base, ".keep") || strings.HasSuffix(base, ".pack") && !indexed {
			found = append(found, name)
		}
	}
	slices.Sort(found)
	return found
}

// asBefore gives the paths that are not what they were: new objects and empty folders of the repository's own aside, and the
// times of files that were put back.
func (p picture) asBefore(before picture) []string {
	var differ []string
	for name, is := range p {
		was, there := before[name]
		own := strings.Contains(name, ".git/")
		switch {
		case strings.Contains(name, ".git/objects/"), strings.Contains(name, ".git/po/"), strings.HasSuffix(name, ".git/po"):
		case own && is.mode.IsDir():
		case !there && is.data == "" && strings.Contains(name, ".git/logs/"): // an empty reflog, which says nothing
		case !there, is.mode != was.mode, is.data != was.data, strings.HasSuffix(name, "/index") && !is.when.Equal(was.when):
			differ = append(differ, name)
		}
	}
	for name := range before {
		if _, there := p[name]; !there {
			differ = append(differ, name)
		}
	}
	slices.Sort(differ)
	return differ
}
