package templates

import (
	"embed"
	"fmt"
	"iter"
)

//go:embed assets
var assets embed.FS

// Assets yields the files that pages refer to, as paths from the root of the
// tree (assets/style.css) with their bytes.
func Assets() iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		entries, err := assets.ReadDir("assets")
		if err != nil {
			panic(fmt.Sprintf("templates: listing embedded assets: %v", err))
		}
		for _, e := range entries {
			path := "assets/" + e.Name()
			body, err := assets.ReadFile(path)
			if err != nil {
				panic(fmt.Sprintf("templates: reading an embedded asset: %v", err))
			}
			if !yield(path, body) {
				return
			}
		}
		for path, body := range pictures() {
			if !yield(path, body) {
				return
			}
		}
	}
}
