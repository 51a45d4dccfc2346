package render

import (
	"strings"
	"testing"
)

func TestCSV(t *testing.T) {
	page := &Page{Blocks: []Block{
		Lines{Lines: []Text{Words("not a table")}},
		Table{Columns: []Column{{Name: "id"}, {Name: "title"}}, Parts: []Part{
			{Rows: [][]Cell{{{Value: "VS-1"}, {Value: "a, \"b\""}}, {{Value: "VS-2"}, {Value: "=HYPERLINK(1)"}}}},
			{Label: "not prioritized", Rows: [][]Cell{{{Value: "-10.5"}, {Value: "-x"}}, {{Value: "+1"}, {Value: "@sum \x1b[31m\n"}}}},
		}},
	}}
	const want = "id,title\nVS-1,\"a, \"\"b\"\"\"\nVS-2,'=HYPERLINK(1)\n-10.5,'-x\n'+1,'@sum ␛[31m \n"
	var b strings.Builder
	if err := WriteCSV(&b, page); err != nil {
		t.Fatal(err)
	}
	if b.String() != want {
		t.Errorf("got  %q\nwant %q", b.String(), want)
	}
}
