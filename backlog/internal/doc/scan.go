package doc

// Scanner reads front matter. It keeps its buffers from file to file, so one goroutine
// uses one Scanner for many files. The zero value is ready.
type Scanner struct{}

// Scan reads the front matter of src. The pairs are valid until the next Scan; their texts are parts of src
// or of fresh memory and stay. body is the offset where the body begins. The error is an [*Error].
func (s *Scanner) Scan(src string) (front []Pair, body int, err error) { return nil, 0, nil }
