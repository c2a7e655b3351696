#!/bin/sh
# github.com/makiuchi-d/gozxing v0.1.1: a QR code that the library makes itself may be one
# that its qrcode.NewQRCodeReader does not read from a crisp picture of four pixels a module
# with a quiet zone of four modules, whichever binarizer is taken and with TRY_HARDER too.
# The code is right: multi/qrcode reads it from the same picture, and so does the reader of
# one with the hint PURE_BARCODE. With another last character all of them read it.
#
# Seen, with either binarizer: the text )551ZOOQYNQNwZXXYYOCaq"#M and a space is a
# FormatException to QRCodeReader and is read by QRCodeMultiReader; with a full stop for the
# space it is read by both.
set -eu
dir=$(mktemp -d)
trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT
cd "$dir"
export GOFLAGS=-mod=mod GOWORK=off GOMODCACHE="$dir/cache" GONOSUMDB='*' GOCACHE="$dir/build" CGO_ENABLED=0

go mod init example.org/app 2>/dev/null
go get github.com/makiuchi-d/gozxing@v0.1.1 2>/dev/null
cat >main.go <<'GO'
package main

import (
	"fmt"
	"image"
	"image/color"

	"github.com/makiuchi-d/gozxing"
	multi "github.com/makiuchi-d/gozxing/multi/qrcode"
	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"
	"github.com/makiuchi-d/gozxing/qrcode/encoder"
)

const (
	module = 4 // pixels
	quiet  = 4 // modules
)

// picture draws the code of a text, each module as a square of black or white.
func picture(text string) image.Image {
	code, err := encoder.Encoder_encode(text, decoder.ErrorCorrectionLevel_M, nil)
	if err != nil {
		panic(err)
	}
	matrix := code.GetMatrix()
	side := (matrix.GetWidth() + 2*quiet) * module
	img := image.NewGray(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			mx, my := x/module-quiet, y/module-quiet
			dark := mx >= 0 && mx < matrix.GetWidth() && my >= 0 && my < matrix.GetHeight() && matrix.Get(mx, my) == 1
			if !dark {
				img.SetGray(x, y, color.Gray{Y: 255})
			}
		}
	}
	return img
}

// outcome tells how a reading of a text ended.
func outcome(text string, result *gozxing.Result, err error) string {
	switch {
	case err != nil:
		return err.Error()
	case result.GetText() != text:
		return "another text"
	}
	return "read"
}

func main() {
	for _, text := range []string{`)551ZOOQYNQNwZXXYYOCaq"#M `, `)551ZOOQYNQNwZXXYYOCaq"#M.`} {
		fmt.Printf("%q\n", text)
		source := gozxing.NewLuminanceSourceFromImage(picture(text))
		for _, b := range []struct {
			name string
			make func(gozxing.LuminanceSource) gozxing.Binarizer
		}{{"hybrid", gozxing.NewHybridBinarizer}, {"global", gozxing.NewGlobalHistgramBinarizer}} {
			bitmap, err := gozxing.NewBinaryBitmap(b.make(source))
			if err != nil {
				panic(err)
			}
			for _, hint := range []gozxing.DecodeHintType{
				gozxing.DecodeHintType_TRY_HARDER, gozxing.DecodeHintType_PURE_BARCODE,
			} {
				hints := map[gozxing.DecodeHintType]any{hint: true}
				result, err := qrcode.NewQRCodeReader().Decode(bitmap, hints)
				fmt.Printf("%s, QRCodeReader with %v: %s\n", b.name, hint, outcome(text, result, err))
			}
			result, err := qrcode.NewQRCodeReader().DecodeWithoutHints(bitmap)
			fmt.Printf("%s, QRCodeReader: %s\n", b.name, outcome(text, result, err))
			var first *gozxing.Result
			results, err := multi.NewQRCodeMultiReader().DecodeMultiple(bitmap, nil)
			if err == nil {
				first = results[0]
			}
			fmt.Printf("%s, QRCodeMultiReader: %s\n", b.name, outcome(text, first, err))
		}
	}
}
GO
go run . >seen
cat seen
diff - seen <<'SEEN'
")551ZOOQYNQNwZXXYYOCaq\"#M "
hybrid, QRCodeReader with TRY_HARDER: FormatException
hybrid, QRCodeReader with PURE_BARCODE: read
hybrid, QRCodeReader: FormatException
hybrid, QRCodeMultiReader: read
global, QRCodeReader with TRY_HARDER: FormatException
global, QRCodeReader with PURE_BARCODE: read
global, QRCodeReader: FormatException
global, QRCodeMultiReader: read
")551ZOOQYNQNwZXXYYOCaq\"#M."
hybrid, QRCodeReader with TRY_HARDER: read
hybrid, QRCodeReader with PURE_BARCODE: read
hybrid, QRCodeReader: read
hybrid, QRCodeMultiReader: read
global, QRCodeReader with TRY_HARDER: read
global, QRCodeReader with PURE_BARCODE: read
global, QRCodeReader: read
global, QRCodeMultiReader: read
SEEN
