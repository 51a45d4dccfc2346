// Package check judges a backlog: files that cannot be read, references to nothing,
// an order that contradicts itself, wording that hides what is wanted, plans that do
// not add up.
//
// A rule is one small value, [Rule], with a name, a level and a function that reports
// findings to its [Pass]. [Run] runs rules over a snapshot and returns the findings in
// the order in which people should read them. Levels, word lists and limits come from
// po.yaml; a comment "po: ignore RULE because TEXT" in a file silences a rule there.
//
// The package reads nothing but the snapshot and what [Options] hand it: it never opens
// a file, never asks Git or the clock, and never prints.
package check
