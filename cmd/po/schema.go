package main

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git"
	"github.com/po-backlog/po/render/json"
)

// settingsFile is what po schema calls the settings.
const settingsFile = "po.yaml"

func (a *app) schema() *cobra.Command {
	var of string
	c := &cobra.Command{
		Use: "schema", Short: "Print the JSON Schema of front matter with this backlog's own values", GroupID: groupTooling,
		Annotations: mode("read"), Args: noArgs,
		Example: "  po schema > .vscode/po-item.json\n  po schema --of goal\n  po schema --of po.yaml",
		RunE:    func(c *cobra.Command, _ []string) error { return a.runSchema(c.Context(), of) },
	}
	c.Flags().StringVar(&of, "of", backlog.KindItem.String(), "of `WHAT`: "+strings.Join(schemaNames(), ", "))
	_ = c.RegisterFlagCompletionFunc("of", cobra.FixedCompletions(schemaNames(), cobra.ShellCompDirectiveNoFileComp))
	return c
}

// schemaNames are the kinds of files that have a schema.
func schemaNames() []string {
	var names []string
	for _, k := range append(backlog.RecordKinds(), backlog.KindProduct) {
		names = append(names, k.String())
	}
	return append(names, settingsFile)
}

func (a *app) runSchema(ctx context.Context, of string) error {
	if of == settingsFile {
		return json.WriteSchema(a.io.Out, json.SettingsSchema())
	}
	for _, k := range append(backlog.RecordKinds(), backlog.KindProduct) {
		if k.String() != of {
			continue
		}
		conf, err := a.settings(ctx)
		if err != nil {
			return err
		}
		return json.WriteSchema(a.io.Out, json.RecordSchema(conf, k))
	}
	return usageHint("po schema --of "+nearestOr(of, schemaNames(), "item"), "--of %s: one of %s", of, strings.Join(schemaNames(), ", "))
}

// settings are those of the backlog, and where there is none those of an empty one.
func (a *app) settings(ctx context.Context) (*backlog.Config, error) {
	b, err := a.loadQuietly(ctx)
	switch {
	case err == nil:
		return b.Config(), nil
	case a.at == "" && (errors.Is(err, git.ErrNoBacklog) || errors.Is(err, git.ErrNoRepository)):
		return backlog.Blank().Config(), nil
	}
	return nil, err
}

// nearestOr is the name that was probably meant, or another one.
func nearestOr(word string, names []string, otherwise string) string {
	if near := backlog.Nearest(word, names); len(near) > 0 {
		return near[0]
	}
	return otherwise
}
