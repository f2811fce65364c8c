package main

import (
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"mcrpress/docs"
)

// The documentation has a part for each command, and names its flags there or,
// where it shares them, in the part of build.
func TestDocsNameEveryFlag(t *testing.T) {
	text, err := docs.Files.ReadFile("commands.md")
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, part := range strings.Split(string(text), "\n## ")[1:] {
		name, body, _ := strings.Cut(part, "\n")
		parts[name] = body
	}
	parser, err := kong.New(new(cli), kong.Vars{"version": ""})
	if err != nil {
		t.Fatal(err)
	}
	for _, command := range parser.Model.Children {
		part, ok := parts[command.Name]
		if !ok {
			t.Errorf("docs/commands.md has no part for %s", command.Name)
		}
		for _, flag := range command.Flags {
			if name := "--" + flag.Name; !strings.Contains(part, name) && !strings.Contains(parts["build"], name) {
				t.Errorf("docs/commands.md does not name %s of %s", name, command.Name)
			}
		}
	}
}
