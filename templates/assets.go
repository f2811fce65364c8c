package templates

import (
	"embed"
	"fmt"
	"iter"
	"strings"
)

//go:embed assets
var assets embed.FS

// PicturePath is the preview picture of a rating, or of the site where there is
// none. Command pictures draws them.
func PicturePath(letter string) string {
	if letter == "" {
		return "assets/og.png"
	}
	return "assets/og-" + strings.ToLower(letter) + ".png"
}

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
	}
}
