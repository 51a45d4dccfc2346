package backlog

import "github.com/po-backlog/po/backlog/internal/doc"

// Story reads the story sentence of the item by the languages of po.yaml: in the
// first paragraph of the body or, when that is none, in the title, where imported
// backlogs often have it. The result is true when it is a story; otherwise the
// sentence holds what was found. The spans of its parts are offsets into
// [Item.Source], or into the title when InTitle is set.
func (it Item) Story() (Sentence, bool) {
	var s Sentence
	at, found := doc.FirstParagraph(it.f.src, it.f.body)
	if found {
		var ok bool
		if s, ok = ParseStory(it.f.src[at.Start:at.End], it.f.cfg.Languages...); ok {
			return s.moved(at.Start), true
		}
	}
	t, ok := ParseStory(it.Title, it.f.cfg.Languages...)
	if ok || s.Form == FreeText && t.Form != FreeText {
		t.InTitle = true
		return t, ok
	}
	return s.moved(at.Start), false
}

// moved shifts the spans by the offset at which the sentence's text begins.
func (s Sentence) moved(by int) Sentence {
	s.Start, s.End = s.Start+by, s.End+by
	for _, p := range [...]*Part{&s.Role, &s.Means, &s.Ends} {
		if p.IsSet() {
			p.Start, p.End = p.Start+by, p.End+by
		}
	}
	return s
}

// At is the place of an offset in bytes of [Item.Source].
func (it Item) At(offset int) Position { return it.f.at(offset) }

// At is the place of an offset in bytes of [Record.Source].
func (r Record) At(offset int) Position { return r.f.at(offset) }

func (f *file) at(offset int) Position {
	line, column := doc.Position(f.src, offset)
	return Position{f.path, line, column}
}
