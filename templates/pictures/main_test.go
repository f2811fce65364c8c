package main

import (
	"bytes"
	"image"
	"image/png"
	"maps"
	"testing"

	"mcrpress/templates"
)

// TestPictures looks at the preview pictures: one a rating and one for all
// other pages, each another one, published as they are drawn, with a margin.
func TestPictures(t *testing.T) {
	drawn, published := pictures(), maps.Collect(templates.Assets())
	if len(drawn) != 1+len(templates.Letters) {
		t.Errorf("%d pictures", len(drawn))
	}
	seen := map[string]string{}
	for path, body := range drawn {
		if !bytes.Equal(body, published[path]) {
			t.Errorf("%s is not what is drawn: run go generate ./templates", path)
		}
		if other := seen[string(body)]; other != "" {
			t.Errorf("%s is %s", path, other)
		}
		seen[string(body)] = path
		if len(body) > 40_000 {
			t.Errorf("%s has %d bytes", path, len(body))
		}
		picture, err := png.Decode(bytes.NewReader(body))
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if size := picture.Bounds().Size(); size != image.Pt(pictureWidth, pictureHeight) {
			t.Errorf("%s has the size %v", path, size)
		}
		for y := range pictureHeight {
			for _, x := range []int{0, pictureMargin / 2, pictureWidth - pictureMargin/2} {
				if picture.At(x, y) != paper {
					t.Fatalf("%s: something is drawn in the margin, at %d, %d", path, x, y)
				}
			}
		}
	}
}
