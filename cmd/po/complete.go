package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/render"
	"github.com/po-backlog/po/render/term"
)

func clean(s string) string { return render.Clean(s) }

// completion prints the script that makes a shell complete po's words.
func (a *app) completion(root *cobra.Command) *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use: "completion SHELL", Short: "Print the completion script of a shell", GroupID: groupTooling, Annotations: mode("read"),
		ValidArgs: shells,
		Example:   "  source <(po completion bash)\n  po completion zsh > \"${fpath[1]}/_po\"\n  po completion fish > ~/.config/fish/completions/po.fish",
		RunE: func(_ *cobra.Command, words []string) error {
			if len(words) != 1 {
				return usageHint("po completion bash", "completion: one of %s", strings.Join(shells, ", "))
			}
			switch words[0] {
			case "bash":
				return root.GenBashCompletionV2(a.io.Out, true)
			case "zsh":
				return root.GenZshCompletion(a.io.Out)
			case "fish":
				return root.GenFishCompletion(a.io.Out, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(a.io.Out)
			}
			return usageHint("po completion bash", "completion: %q is none of %s", words[0], strings.Join(shells, ", "))
		},
	}
}

// completing loads the backlog without a word about what is wrong: completion never prints an error.
func (a *app) completing(c *cobra.Command) (*backlog.Backlog, bool) {
	if a.io == nil {
		a.openIO(term.Auto)
	}
	if day, err := a.clock(); err == nil {
		a.day = day
	}
	b, err := a.loadQuietly(c.Context())
	return b, err == nil
}

// completeIDs offers the ids of items with their titles.
func (a *app) completeIDs(c *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
	b, ok := a.completing(c)
	if !ok {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var out []string
	for it := range b.Items() {
		if it.Open() && strings.HasPrefix(string(it.ID), strings.ToUpper(begun)) {
			out = append(out, string(it.ID)+"\t"+shortTitle(it.Title))
		}
	}
	for _, k := range backlog.RecordKinds()[1:] {
		for _, r := range b.Records(k) {
			if begun != "" && strings.HasPrefix(string(r.ID), strings.ToUpper(begun)) {
				out = append(out, string(r.ID)+"\t"+shortTitle(r.Title))
			}
		}
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

func shortTitle(title string) string {
	const most = 60
	title = render.Clean(title)
	if r := []rune(title); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return title
}

// completeTerms offers the terms of a query: keys, then the values that a key has in this backlog.
func (a *app) completeTerms(c *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
	b, ok := a.completing(c)
	if !ok {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	prefix := ""
	if rest, negated := strings.CutPrefix(begun, "not:"); negated {
		prefix, begun = "not:", rest
	}
	key, _, valued := strings.Cut(begun, ":")
	if !valued {
		out := []string{prefix + "is:"}
		for _, f := range b.Config().FieldsOf(backlog.KindItem) {
			out = append(out, prefix+f.Key+":")
		}
		if prefix == "" {
			out = append(out, "not:")
		}
		return out, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	}
	var out []string
	for _, v := range termValues(b, key) {
		out = append(out, fmt.Sprintf("%s%s:%s", prefix, key, v))
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

// termValues gives the values of a key in this backlog, in order, each once.
func termValues(b *backlog.Backlog, key string) []string {
	switch key {
	case "is":
		return []string{"open", "closed", "proposed", "ready", "active", "finished", "dropped", "blocked", "prioritized", "orphan"}
	case "status":
		return b.Config().StatusNames()
	case "label":
		key = "labels"
	case "insight":
		key = "insights"
	}
	values := []string{}
	if f, ok := b.Config().Field(backlog.KindItem, key); ok {
		values = append(values, f.Values...)
	}
	for it := range b.Items() {
		for _, v := range it.Get(key).Strings() {
			if v = render.Clean(v); !strings.ContainsAny(v, " \t") {
				values = append(values, v)
			}
		}
	}
	slices.Sort(values)
	return append(slices.Compact(values), "any", "none")
}
