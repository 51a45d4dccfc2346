package main

import (
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/po-backlog/po/backlog"
)

// version is what the build says of itself: the module's version, else the commit.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return "devel " + s.Value[:12]
		}
	}
	return "devel"
}

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", GroupID: groupTooling, Annotations: mode("read"), Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			fmt.Fprintln(a.io.Out, "po "+version())
			return nil
		},
	}
}

func (a *app) configCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "config", Short: "Read or change the settings in po.yaml", GroupID: groupTooling,
		Example: "  po config list\n  po config get timezone\n  po config set timezone Europe/Berlin",
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
			for _, s := range b.Config().Settings() {
				fmt.Fprintf(a.io.Out, "%s\n", cleanPair(s.Key, s.Value.Text))
			}
			return nil
		},
	}
}

func cleanPair(key, value string) string { return clean(key) + "\t" + clean(value) }

func (a *app) configGet() *cobra.Command {
	return &cobra.Command{
		Use: "get KEY", Short: "Print one setting; dots lead into maps", Annotations: mode("read"), Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, words []string) error {
			b, err := a.load(c.Context())
			if err != nil {
				return err
			}
			found := false
			for _, s := range b.Config().Settings() {
				if s.Key == words[0] {
					fmt.Fprintln(a.io.Out, clean(s.Value.Text))
					found = true
				} else if strings.HasPrefix(s.Key, words[0]+".") {
					fmt.Fprintln(a.io.Out, cleanPair(s.Key, s.Value.Text))
					found = true
				}
			}
			if !found {
				a.note("%s is not set", words[0])
			}
			return nil
		},
	}
}

func (a *app) configSet() *cobra.Command {
	return &cobra.Command{
		Use: "set KEY VALUE", Short: "Change one setting, in one commit; an empty VALUE takes it out", Annotations: mode("write"), Args: cobra.ExactArgs(2),
		RunE: func(c *cobra.Command, words []string) error {
			return a.apply(c.Context(), &change{action: "config", edit: func(b *backlog.Backlog) (*backlog.Backlog, error) {
				return b.SetConfig(words[0], words[1])
			}})
		},
	}
}
