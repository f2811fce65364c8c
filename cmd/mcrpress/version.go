package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"mcrpress/generator"
)

// version says what was built: the version that snapshots name, the commit
// where the build knows it, and the compiler.
func version() string {
	commit := "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		settings := map[string]string{}
		for _, s := range info.Settings {
			settings[s.Key] = s.Value
		}
		if revision := settings["vcs.revision"]; revision != "" {
			commit = revision + " of " + settings["vcs.time"]
		}
		if settings["vcs.modified"] == "true" {
			commit += " with changes"
		}
	}
	return fmt.Sprintf("mcrpress %s\ncommit %s\nbuilt with %s for %s/%s",
		generator.Version, commit, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
