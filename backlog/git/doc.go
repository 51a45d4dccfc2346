// Package git reads a product backlog out of a Git repository and writes
// changes of it back as commits.
//
// It treats a repository as what it is: years of somebody's work. It never
// opens a connection, never rewrites what it did not mean to change, and
// refuses what it does not know before it has written anything.
package git
