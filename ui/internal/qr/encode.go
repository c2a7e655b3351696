package qr

import (
	"errors"
	"fmt"

	"github.com/makiuchi-d/gozxing/qrcode/decoder"
	"github.com/makiuchi-d/gozxing/qrcode/encoder"
)

// QuietZone is how many light modules a reader needs on each side of a code.
const QuietZone = 4

// Code is the modules of a QR code, which is a square. The zero value has none.
type Code struct {
	size int
	dark []bool
}

// Size returns how many modules a side has, without the quiet zone: 21 to 177.
func (c Code) Size() int { return c.size }

// Dark reports whether a module is dark. Outside of the code none is.
func (c Code) Dark(x, y int) bool {
	return x >= 0 && x < c.size && y >= 0 && y < c.size && c.dark[y*c.size+x]
}

// Encode makes the smallest code of a text in UTF-8. It corrects errors at level M, of
// which 15 % of the modules may be damaged: on a screen nothing wears off, but a glare
// or a moiré may cover some. It fails for an empty text and for one of more than about
// 2 300 bytes.
func Encode(text string) (Code, error) {
	if text == "" {
		return Code{}, errors.New("making a QR code: the text is empty")
	}
	made, err := encoder.Encoder_encode(text, decoder.ErrorCorrectionLevel_M, nil)
	if err != nil {
		return Code{}, fmt.Errorf("making a QR code of %d bytes: %w", len(text), err)
	}
	matrix := made.GetMatrix()
	c := Code{size: matrix.GetWidth()}
	c.dark = make([]bool, 0, c.size*c.size)
	for y := range c.size {
		for x := range c.size {
			c.dark = append(c.dark, matrix.Get(x, y) == 1)
		}
	}
	return c, nil
}
