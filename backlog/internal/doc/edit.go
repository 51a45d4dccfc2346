package doc

// Rank is the place of a top-level key in the order of its record's table, -1 for an unknown one.
type Rank func(key string) int

// Set writes a value at a path of one to three keys. A value that stands there is replaced in its own style;
// a new top-level key goes where the rank puts it, and the order found is kept.
func (d *Doc) Set(path []string, v Value, rank Rank) (*Doc, error) { return d, nil }

// Unset removes the key at a path with its lines. Removing the last key of a map removes the map.
// A key that is not there is no error: the result is d.
func (d *Doc) Unset(path ...string) (*Doc, error) { return d, nil }

// Append adds one entry to a list in the list's own style; an unset key becomes a list of one.
func (d *Doc) Append(path []string, v Value, rank Rank) (*Doc, error) { return d, nil }

// Take removes the entry with that index from a list; the last one takes the key with it.
func (d *Doc) Take(path []string, index int) (*Doc, error) { return d, nil }

// New is the text of a new file: front matter, then the body as given. The body is empty or ends with a line feed.
func New(front []Member, body string) string { return "" }
