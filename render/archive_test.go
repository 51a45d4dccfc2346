package render_test

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// archive is a txtar file: a comment, then files that each begin with a line
// "-- NAME --". The module's own dependencies hold no reader of it.
type archive struct {
	comment string
	files   []archived
}

type archived struct {
	name string
	data []byte
}

func readArchive(t *testing.T, path string) archive {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var a archive
	for line := range bytes.Lines(data) {
		inner, begins := strings.CutPrefix(string(line), "-- ")
		name, ends := strings.CutSuffix(inner, " --\n")
		switch {
		case begins && ends:
			a.files = append(a.files, archived{name: name})
		case len(a.files) == 0:
			a.comment += string(line)
		default:
			last := &a.files[len(a.files)-1]
			last.data = append(last.data, line...)
		}
	}
	return a
}

func (a archive) write(t *testing.T, path string) {
	t.Helper()
	b := bytes.NewBufferString(a.comment)
	for _, f := range a.files {
		b.WriteString("-- " + f.name + " --\n")
		b.Write(f.data)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
}
