package main

import (
	"math"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/po-backlog/po/render/term"
)

// memoryTarget is the heap in bytes at which garbage is collected for the first time.
const memoryTarget = 256 << 20

// collectLate keeps the collector away from commands that live a few milliseconds and would spend them collecting. Those that
// need more memory than the target in bytes are collected as any Go program from then on: with the limit left in place a backlog of
// that size would be collected without end.
func collectLate(target int64) {
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(target)
	runtime.AddCleanup(new([64]byte), func(int) { // the first collection finds it
		debug.SetGCPercent(100)
		debug.SetMemoryLimit(math.MaxInt64)
	}, 0)
}

// run is the program: it gives the exit code.
func run(p process, args []string) int {
	collectLate(memoryTarget)
	a := &app{process: p}
	ctx, stop := a.untilInterrupted()
	defer stop()
	args, a.terms = takeTerms(args)
	a.args = args
	root := a.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if a.io == nil { // the flags were not understood
		a.openIO(term.Auto)
	}
	code := a.finish(ctx, root, args, err)
	if err := a.io.Close(); err != nil && code == exitDone {
		return exitFailed
	}
	return code
}

// root makes the command with all others below it, and the global flags.
func (a *app) root() *cobra.Command {
	c := &cobra.Command{
		Use:               "po",
		Short:             "Keep the product backlog as Markdown files in a Git repository",
		Version:           version(),
		SilenceErrors:     true,
		SilenceUsage:      true,
		Args:              cobra.ArbitraryArgs,
		RunE:              a.runRoot,
		PersistentPreRunE: a.begin,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	c.SetVersionTemplate("po {{.Version}}\n")
	c.SetOut(lateWriter{a, false})
	c.SetErr(lateWriter{a, true})
	c.SetFlagErrorFunc(a.flagError)
	a.globalFlags(c.PersistentFlags())
	a.addCommands(c)
	return c
}

// globalFlags are the flags that every command knows.
func (a *app) globalFlags(f *pflag.FlagSet) {
	f.StringVarP(&a.chdir, "directory", "C", "", "run as if started in `DIR`")
	f.StringVar(&a.backlogDir, "backlog", "", "the backlog's folder `DIR` (PO_BACKLOG)")
	f.StringVar(&a.at, "at", "", "read the backlog as of `REV`: a commit, tag, branch or day")
	f.Var(&a.json, "json", "print JSON, all fields or those named: --json=`FIELDS`; --json=help lists them")
	f.Lookup("json").NoOptDefVal = allFields
	f.StringVar(&a.jq, "jq", "", "filter JSON by a jq `EXPR`")
	f.BoolVar(&a.dryRun, "dry-run", false, "print the diff and the commit message, write nothing")
	f.StringVarP(&a.message, "message", "m", "", "why: the body of the commit")
	f.BoolVar(&a.force, "force", false, "go past a check that refuses, with a reason (-m)")
	f.BoolVar(&a.noCommit, "no-commit", false, "change the files only (PO_COMMIT=off)")
	f.BoolVar(&a.noVerify, "no-verify", false, "do not run the hooks pre-commit and commit-msg")
	f.StringVar(&a.color, "color", "auto", "colour: auto, always or never")
	f.BoolVarP(&a.quiet, "quiet", "q", false, "say only errors")
	f.BoolVarP(&a.yes, "yes", "y", false, "take the default at every question")
}

// lateWriter is a standard stream that is opened only when the flags are known.
type lateWriter struct {
	a   *app
	err bool
}

func (w lateWriter) Write(p []byte) (int, error) {
	if w.a.io == nil {
		w.a.openIO(term.Auto)
	}
	if w.err {
		return w.a.io.Err.Write(p)
	}
	return w.a.io.Out.Write(p)
}

// runRoot is po without a command, or with one that there is not.
func (a *app) runRoot(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return c.Help()
	}
	return a.unknownCommand(c, args)
}
