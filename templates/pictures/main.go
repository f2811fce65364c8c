// Command pictures draws the pictures that sites show beside a link, as files
// of package templates: the mark's three bars and a rating, or the site's name.
// It runs in the directory of that package.
package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"slices"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gomedium"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"mcrpress/templates"
)

const (
	pictureWidth  = 1200
	pictureHeight = 630
	pictureMargin = 96
)

func main() {
	for path, body := range pictures() {
		if err := os.WriteFile(path, body, 0o644); err != nil {
			fmt.Fprintln(os.Stderr, "pictures:", err)
			os.Exit(1)
		}
	}
}

// pictures are that of the site and one of each rating, by path.
func pictures() map[string][]byte {
	drawn := map[string][]byte{templates.PicturePath(""): picture("MCR", ink)}
	for _, letter := range templates.Letters {
		c := accent
		if letter == "NR" || letter == "Provisioned" {
			c = soft
		}
		drawn[templates.PicturePath(letter)] = picture(letter, c)
	}
	return drawn
}

// picture draws one picture.
func picture(word string, c hue) []byte {
	canvas := image.NewPaletted(image.Rect(0, 0, pictureWidth, pictureHeight), palette)
	for i := range 3 {
		fill(canvas, pictureWidth-pictureMargin-150+i*56, 150-i*30, 38, 30+i*30, accent)
	}
	write(canvas, "Machine Credit Rating", goregular.TTF, 48, 144, soft)
	write(canvas, word, gomedium.TTF, 310, 450, c)
	fill(canvas, pictureMargin, 510, pictureWidth-2*pictureMargin, 6, accent)
	var b bytes.Buffer
	if err := png.Encode(&b, canvas); err != nil {
		panic(fmt.Sprintf("pictures: drawing one: %v", err)) // a buffer takes all
	}
	return b.Bytes()
}

// hue is a colour: where its steps from the paper's colour to its own begin in
// the palette of a picture.
type hue uint8

const (
	hueSteps = 16

	ink    hue = 0
	soft   hue = hueSteps
	accent hue = 2 * hueSteps
)

// paper is the palette's first colour, and so that of an empty picture.
var paper = color.RGBA{0xfb, 0xfb, 0xf9, 255}

var palette = slices.Concat(
	fade(color.RGBA{0x13, 0x19, 0x1d, 255}), // ink
	fade(color.RGBA{0x53, 0x5e, 0x67, 255}), // soft
	fade(color.RGBA{0x0b, 0x6a, 0x5c, 255}), // accent
)

// fade leads from the paper's colour to another.
func fade(to color.RGBA) color.Palette {
	list := make(color.Palette, hueSteps)
	for i := range list {
		mix := func(from, to uint8) uint8 { return uint8((int(from)*(hueSteps-1-i) + int(to)*i) / (hueSteps - 1)) }
		list[i] = color.RGBA{mix(paper.R, to.R), mix(paper.G, to.G), mix(paper.B, to.B), 255}
	}
	return list
}

// fill draws a rectangle.
func fill(canvas *image.Paletted, x, y, width, height int, c hue) {
	for row := y; row < y+height; row++ {
		from := canvas.PixOffset(x, row)
		for i := range canvas.Pix[from : from+width] {
			canvas.Pix[from+i] = uint8(c) + hueSteps - 1
		}
	}
}

// write draws a line of text from the left margin, as large as size or as
// large as fits between the margins.
func write(canvas *image.Paletted, text string, ttf []byte, size float64, baseline int, c hue) {
	face := fit(text, ttf, size)
	mask := image.NewAlpha(canvas.Rect)
	(&font.Drawer{Dst: mask, Src: image.Opaque, Face: face, Dot: fixed.P(pictureMargin, baseline)}).DrawString(text)
	for i, a := range mask.Pix {
		if step := (int(a)*(hueSteps-1) + 127) / 255; step > 0 {
			canvas.Pix[i] = uint8(c) + uint8(step)
		}
	}
}

// fit is a font in a size in which the text has room between the margins.
func fit(text string, ttf []byte, size float64) font.Face {
	parsed, err := opentype.Parse(ttf)
	if err != nil {
		panic(fmt.Sprintf("pictures: reading an embedded font: %v", err))
	}
	const room = pictureWidth - 2*pictureMargin
	for {
		face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: size, DPI: 72})
		if err != nil {
			panic(fmt.Sprintf("pictures: scaling an embedded font: %v", err))
		}
		width := font.MeasureString(face, text).Ceil()
		if width <= room {
			return face
		}
		size = size * room / float64(width+1)
	}
}
