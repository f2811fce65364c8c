package templates

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
)

// The preview picture that sites show beside a link: the mark's three bars
// and the rating's letters, drawn with rectangles.
const (
	pictureWidth  = 1200
	pictureHeight = 630
)

// glyphs are letters of five by seven pixels, a row a string.
var glyphs = map[rune][7]string{
	'M': {"#...#", "##.##", "#.#.#", "#.#.#", "#...#", "#...#", "#...#"},
	'C': {".####", "#....", "#....", "#....", "#....", "#....", ".####"},
	'R': {"####.", "#...#", "#...#", "####.", "#.#..", "#..#.", "#...#"},
}

// picture draws assets/og.png.
func picture() []byte {
	paper, accent, ink := color.RGBA{0xfb, 0xfb, 0xf9, 255}, color.RGBA{0x0b, 0x6a, 0x5c, 255}, color.RGBA{0x13, 0x19, 0x1d, 255}
	canvas := image.NewPaletted(image.Rect(0, 0, pictureWidth, pictureHeight), color.Palette{paper, accent, ink})
	fill := func(x, y, w, h int, c color.Color) {
		draw.Draw(canvas, image.Rect(x, y, x+w, y+h), image.NewUniform(c), image.Point{}, draw.Src)
	}
	for i := range 3 {
		fill(160+i*110, 405-i*90, 70, 60+i*90, accent)
	}
	for i, letter := range "MCR" {
		for y, row := range glyphs[letter] {
			for x, dot := range row {
				if dot == '#' {
					fill(560+i*170+x*28, 269+y*28, 28, 28, ink)
				}
			}
		}
	}
	fill(160, 500, 880, 6, accent)
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, canvas); err != nil {
		panic(fmt.Sprintf("templates: drawing the preview picture: %v", err)) // a buffer takes all
	}
	return b.Bytes()
}
