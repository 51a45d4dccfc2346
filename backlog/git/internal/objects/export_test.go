package objects

// Keep sets how many bytes of trees a series keeps.
func (t *Series) Keep(bytes int) { t.sheets.limit = bytes }

// Unused is how many pieces of memory wait to be used again.
func (t *Series) Unused() int { return len(t.sheets.unused) }
