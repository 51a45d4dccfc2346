package doc

// Span is a range of bytes in a source: Start inclusive, End exclusive.
type Span struct{ Start, End int }
