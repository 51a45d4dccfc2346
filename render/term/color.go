package term

// When says when to colour.
type When uint8

// The values of --color.
const (
	Auto When = iota
	Always
	Never
)
