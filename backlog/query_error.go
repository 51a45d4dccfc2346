package backlog

import "strings"

// QueryFault says what is wrong with a term of a query, a column or an order.
type QueryFault uint8

// The faults of a [QueryError].
const (
	NoValue      QueryFault = iota // points: — a shell may have taken a > for itself
	UnknownKey                     // Near has the nearest keys
	UnknownWord                    // Value is none of Allowed; Near has the nearest
	NotNumber                      // Value is no number and no range of numbers
	NotDate                        // Value is no date and no range of dates
	OnlyPresence                   // the key holds a map: only none and any can be asked, or its parts, which are in Near
	WrongKind                      // the id Value names a record of another kind
	NoMethod                       // score, but po.yaml names no default method
)

// QueryError says why a query, a column or an order cannot be read.
type QueryError struct {
	Fault   QueryFault
	Key     string
	Value   string
	Near    []string // what may have been meant, best first
	Allowed []string
}

// Error begins with the key.
func (e *QueryError) Error() string {
	switch e.Fault {
	case NoValue:
		return e.Key + ": no value"
	case UnknownKey:
		return e.Key + ": no such key"
	case UnknownWord:
		return e.Key + ": " + e.Value + " is none of " + strings.Join(e.Allowed, ", ")
	case NotNumber:
		return e.Key + ": " + e.Value + " is no number and no range such as 3..8"
	case NotDate:
		return e.Key + ": " + e.Value + " is no date and no range such as 2026-10-01..2026-10-31"
	case OnlyPresence:
		return e.Key + ": can only be asked for as " + e.Key + ":any or " + e.Key + ":none"
	case WrongKind:
		return e.Key + ": " + e.Value + " is a record of another kind"
	}
	return e.Key + ": po.yaml names no default method"
}
