package qr

import (
	"errors"
	"fmt"
	"image"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// MaxPixels is how large a picture may be: width times height.
const MaxPixels = 40_000_000

const (
	// fullPixels is how many pixels are looked at; larger pictures are made smaller.
	fullPixels = 12 << 20
	// firstPixels is the size that is tried first: most codes can be read in it, and
	// fast.
	firstPixels = 1 << 20
	// doublePixels is up to which size a picture is made larger, as a last try: a module
	// that is hardly larger than a pixel is found then.
	doublePixels = 1 << 19
	// leastSide is the least that a code with its quiet zone measures, a module a pixel.
	leastSide = 21
	// maxPoints is how many places that look like a corner of a code are taken
	// together: the library looks at each three of them.
	maxPoints = 300
)

// The errors of Decode.
var (
	// ErrNone says that no code was found, or none that can be read.
	ErrNone = errors.New("there is no QR code in the picture")
	// ErrSize says that the picture has no pixels, or more than MaxPixels.
	ErrSize = errors.New("the picture is empty or too large")
)

// Decode returns the text of a QR code in a picture, in UTF-8; of several codes that of
// any. It tries all it can, for a picture that a person chose. It fails with ErrNone or
// ErrSize.
func Decode(img image.Image) (string, error) {
	size := img.Bounds().Size()
	if err := check(size.X, size.Y); err != nil {
		return "", err
	}
	return find(toGray(img), true)
}

// DecodeGray is Decode for one of many pictures of a camera: it tries less, since
// another one follows. The pixels are the luminance, of rows that begin stride bytes
// one after the other. pix is not kept.
func DecodeGray(pix []byte, width, height, stride int) (string, error) {
	if err := check(width, height); err != nil {
		return "", err
	}
	if stride < width || stride > len(pix) || (height-1) > (len(pix)-width)/stride {
		return "", ErrSize
	}
	g := newGray(width, height)
	for y := range height {
		copy(g.pix[y*width:(y+1)*width], pix[y*stride:])
	}
	return find(g, false)
}

func check(width, height int) error {
	if width <= 0 || height <= 0 || width > MaxPixels || height > MaxPixels/width {
		return ErrSize
	}
	return nil
}

// find tries a picture in several sizes: a code that is blurred, noisy or large is
// found in a small one, one that is small in a large one.
func find(g gray, thorough bool) (string, error) {
	if by := factor(g, fullPixels); by > 1 {
		g = g.shrink(by)
	}
	first := factor(g, firstPixels)
	sizes := []int{first}
	for by := first - 1; by > 0; by-- {
		sizes = append(sizes, by)
	}
	for by := 2 * first; by <= 8*first && (thorough || by == 2*first); by *= 2 {
		sizes = append(sizes, by)
	}
	for _, by := range sizes {
		if min(g.width, g.height)/by < leastSide {
			continue
		}
		small := g
		if by > 1 {
			small = g.shrink(by)
		}
		if text, ok := small.read(thorough); ok {
			return text, nil
		}
	}
	if thorough && g.width*g.height <= doublePixels {
		if text, ok := g.double().read(thorough); ok {
			return text, nil
		}
	}
	return "", ErrNone
}

// factor is by how much a picture is to be shrunk to have a number of pixels at most.
func factor(g gray, pixels int) int {
	by := 1
	for (g.width/by)*(g.height/by) > pixels {
		by++
	}
	return by
}

// read tries to read a code that is dark on light, or light on dark.
func (g gray) read(thorough bool) (string, bool) {
	for _, g := range []gray{g, g.invert()} {
		if text, err := g.readAs(gozxing.NewHybridBinarizer); err == nil {
			return text, true
		}
		if !thorough {
			continue
		}
		if text, err := g.readAs(gozxing.NewGlobalHistgramBinarizer); err == nil {
			return text, true
		}
	}
	return "", false
}

// readAs reads a code of which a binarizer says what is dark. The library was not
// written for pictures from anywhere: a panic of it is an error here.
func (g gray) readAs(binarizer func(gozxing.LuminanceSource) gozxing.Binarizer) (text string, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("reading a QR code: %v", r)
		}
	}()
	source, err := gozxing.NewPlanarYUVLuminanceSource(g.pix, g.width, g.height, 0, 0, g.width, g.height, false)
	if err != nil {
		return "", err
	}
	bitmap, err := gozxing.NewBinaryBitmap(binarizer(source))
	if err != nil {
		return "", err
	}
	points := 0
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{
		gozxing.DecodeHintType_TRY_HARDER: true,
		gozxing.DecodeHintType_NEED_RESULT_POINT_CALLBACK: gozxing.ResultPointCallback(func(gozxing.ResultPoint) {
			if points++; points > maxPoints {
				panic("too many places look like a code")
			}
		}),
	})
	if err != nil {
		return "", err
	}
	if result.GetText() == "" {
		return "", ErrNone
	}
	return result.GetText(), nil
}
