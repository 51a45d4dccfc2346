// Package git reads a product backlog out of a Git repository and writes
// changes of it back as commits.
//
// It treats a repository as what it is: years of somebody's work. It never
// opens a connection, never rewrites what it did not mean to change, and
// refuses what it does not know before it has written anything.
//
// # Read
//
// [Open] finds the repository and the backlog of a folder. [Repo.Load] reads a
// snapshot of the working tree or of any [Repo.Revision], [Repo.Compare] two of
// them, and [Repo.History] gives the commits that changed the backlog with what
// each of them changed. A bare repository can be read like any other. Hooks,
// filters and programs are never run for reading.
//
// # Write
//
// A change is made with package backlog, and what it comes to is committed:
//
//	before, err := repo.Load(ctx, "")
//	…
//	after, err := before.Move(backlog.Top(), "VS-9")
//	…
//	message := backlog.Summarize(backlog.Diff(before, after), backlog.SummaryOptions{Action: "prioritize"})
//	result, err := repo.Commit(ctx, git.CommitOptions{
//		Message: message.String(),
//		Files:   backlog.Edits(before, after),
//	})
//
// [Repo.Commit] makes one commit of these files, on top of HEAD and nothing else:
// what is staged, changed or untracked beside them stays out of it and stays as
// it is. All happens or nothing does; a commit that is stopped half-way leaves
// files, index and branch as they were. Whoever changes a file between Load and
// Commit makes it fail with [*ErrStale], upon which the caller loads and edits
// again. [Repo.Lock] keeps several such callers in line. [Repo.PlanUndo] works
// out the inverse of the last commit.
//
// Where the repository has hooks for commits or signs them, the program git is
// asked to commit, so that they do what they are there for. Without such wishes
// no git program is needed.
//
// # Names and units
//
// Hashes are 40 lower-case hexadecimal digits. Paths in edits are relative to the
// backlog's folder, paths in results and errors to the work tree unless they are
// said to be absolute; both have forward slashes. Times come from [Options], from
// the environment that git knows (GIT_AUTHOR_DATE …), and from commits.
//
// # Errors
//
// Each type Err… states one thing that is in the way, for errors.As, and the
// variables Err… for errors.Is. Other errors are those of the operating system.
package git
