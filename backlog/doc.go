// Package backlog is a product backlog as a Go library: Markdown files with front matter, read into an immutable snapshot, edited
// byte by byte, compared and put in order.
//
// # Read
//
// [Load] reads any fs.FS that is rooted at the folder holding po.yaml: a working tree (os.DirFS), a commit, an archive in a test. The
// result is a [Backlog], a snapshot that never changes. [Backlog.Items] gives the items in the one order that there is; lower
// [Priority] comes first. A file that cannot be read hides nothing: [Backlog.Broken] and [Backlog.Problems] say what is wrong, with its
// [Position].
//
// # Ask
//
// [Backlog.ParseQuery] reads the query language of the command line, [Backlog.Select] applies it in an [Order]. [Backlog.Next] says what
// comes next, [Backlog.Readiness] what keeps an item from being ready, [Backlog.Search] finds words. Scores are advice: [Methods] computes
// them from stored inputs with exact fractions, [Backlog.Propose] turns one into a proposed order.
//
// # Change
//
// Every edit returns a new snapshot and leaves the old one as it is: [Backlog.Add], [Backlog.Edit], [Backlog.Move], [Backlog.Do] (the
// verbs: ready, start, done, accept …), [Backlog.Tick], [Backlog.Remove] and others. An edit splices the bytes it means and no others: comments, blank
// lines, quoting, key order and line ends of a file stay as somebody wrote them. Edits that go together are a chain of calls, or an
// [Edit] for [Backlog.Apply].
//
// # Account
//
// What changed is computed, never tracked: [Diff] gives the [Change] list between two snapshots, [Lines] words it for people, [Summarize]
// makes a commit message of it, and [Edits] gives the files to be written. The package backlog/git loads snapshots from repositories and
// commits the difference of two; backlog/check judges a snapshot by rules.
//
// # Errors
//
// Errors state facts in types, without advice: [*ParseError], [*NotFoundError], [*AmbiguousError], [*InvalidError], [*RefusedError], [*QueryError].
// Edits of several items join one error for each refusal and write nothing then.
//
// The package reads nothing but what it is given: no file by name, no clock, no chance, no Git, no terminal.
package backlog
