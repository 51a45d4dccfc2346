package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/render/json"
)

func (a *app) configCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "config", Short: "Read or change the settings in po.yaml", GroupID: groupTooling,
		Example: "  po config list\n  po config get timezone\n  po config set timezone Europe/Berlin\n  po config set check.story.vague off",
		RunE: func(c *cobra.Command, words []string) error {
			if len(words) > 0 {
				return usageHint("po config get "+words[0], "config: %q is none of get, set, list", words[0])
			}
			return c.Help()
		},
	}
	c.AddCommand(a.configList(), a.configGet(), a.configSet())
	return c
}

func (a *app) configList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List what po.yaml sets", Annotations: mode("read"), Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			b, err := a.load(c.Context())
			if err != nil {
				return err
			}
			return a.printSettings(b.Config().Settings(), "")
		},
	}
}

func (a *app) configGet() *cobra.Command {
	return &cobra.Command{
		Use: "get KEY", Short: "Print one setting; dots lead into maps", Annotations: mode("read"), ValidArgsFunction: a.completeSettings,
		RunE: func(c *cobra.Command, words []string) error {
			if len(words) != 1 {
				return usageHint("po config get timezone", "config get: one key is expected")
			}
			return a.runConfigGet(c.Context(), words[0])
		},
	}
}

func (a *app) runConfigGet(ctx context.Context, key string) error {
	b, err := a.load(ctx)
	if err != nil {
		return err
	}
	var found []backlog.Entry
	for _, s := range b.Config().Settings() {
		if s.Key == key || strings.HasPrefix(s.Key, key+".") {
			found = append(found, s)
		}
	}
	if len(found) == 0 {
		a.note("%s is not set", key)
	}
	return a.printSettings(found, key)
}

// printSettings prints settings, one a line; the one that was asked for by its whole key without the key.
func (a *app) printSettings(settings []backlog.Entry, asked string) error {
	if a.json.set {
		sel, done, err := a.selection(json.SettingFields())
		if done || err != nil {
			return err
		}
		return printAll(a, json.SettingsOf(settings), sel)
	}
	for _, s := range settings {
		if s.Key == asked {
			fmt.Fprintln(a.io.Out, clean(s.Value.Text))
		} else {
			fmt.Fprintln(a.io.Out, clean(s.Key)+"\t"+clean(s.Value.Text))
		}
	}
	return nil
}

func (a *app) configSet() *cobra.Command {
	return &cobra.Command{
		Use: "set KEY VALUE", Short: "Change one setting, in one commit; an empty VALUE takes it out", Annotations: mode("write"),
		ValidArgsFunction: a.completeSettings,
		RunE: func(c *cobra.Command, words []string) error {
			if len(words) != 2 {
				return usageHint("po config set timezone Europe/Berlin", "config set: a key and a value are expected")
			}
			return a.apply(c.Context(), &change{action: "config", edit: func(b *backlog.Backlog) (*backlog.Backlog, error) {
				return b.SetConfig(words[0], words[1])
			}})
		},
	}
}

// completeSettings offers the keys that po.yaml sets, with their values.
func (a *app) completeSettings(c *cobra.Command, words []string, _ string) ([]string, cobra.ShellCompDirective) {
	b, ok := a.completing(c)
	if !ok || len(words) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var out []string
	for _, s := range b.Config().Settings() {
		out = append(out, clean(s.Key)+"\t"+shortTitle(s.Value.Text))
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}
