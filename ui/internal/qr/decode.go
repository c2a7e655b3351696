package qr

import (
	"errors"
	"image"
	"slices"

	"github.com/makiuchi-d/gozxing"
	multi "github.com/makiuchi-d/gozxing/multi/qrcode"
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
	// pointsOfOne is how many such places a code has.
	pointsOfOne = 3
	// pointsOfMany is maxPoints where all that may be codes are read.
	pointsOfMany = 48
)

// The errors of DecodeAll and DecodeGray.
var (
	// ErrNone says that no code was found, or none that can be read.
	ErrNone = errors.New("there is no QR code in the picture")
	// ErrSize says that the picture has no pixels, or more than MaxPixels.
	ErrSize = errors.New("the picture is empty or too large")
)

// DecodeAll returns the texts of the QR codes in a picture, in UTF-8: one at least, and
// each once; a code that is harder to read than another may be missing. It tries all it
// can, for a picture that a person chose or a screen. It fails with ErrNone or ErrSize.
func DecodeAll(img image.Image) ([]string, error) {
	size := img.Bounds().Size()
	if err := check(size.X, size.Y); err != nil {
		return nil, err
	}
	return find(toGray(img), true)
}

// DecodeGray returns the text of one code in one of many pictures of a camera: it tries
// less than DecodeAll, since another picture follows. The pixels are the luminance, of rows that begin stride bytes
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
	texts, err := find(g, false)
	if err != nil {
		return "", err
	}
	return texts[0], nil
}

func check(width, height int) error {
	if width <= 0 || height <= 0 || width > MaxPixels || height > MaxPixels/width {
		return ErrSize
	}
	return nil
}

// find tries a picture in several sizes, until there is something to be read: a code that
// is blurred, noisy or large is found in a small one, one that is small in a large one.
func find(g gray, thorough bool) ([]string, error) {
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
		if texts := small.read(thorough); len(texts) > 0 {
			return texts, nil
		}
	}
	if thorough && g.width*g.height <= doublePixels {
		if texts := g.double().read(thorough); len(texts) > 0 {
			return texts, nil
		}
	}
	return nil, ErrNone
}

// factor is by how much a picture is to be shrunk to have a number of pixels at most.
func factor(g gray, pixels int) int {
	by := 1
	for (g.width/by)*(g.height/by) > pixels {
		by++
	}
	return by
}

// read reads codes that are dark on light, else those that are light on dark.
func (g gray) read(thorough bool) []string {
	for _, g := range []gray{g, g.invert()} {
		if texts := g.readAs(gozxing.NewHybridBinarizer); len(texts) > 0 {
			return texts
		}
		if !thorough {
			continue
		}
		if texts := g.readAs(gozxing.NewGlobalHistgramBinarizer); len(texts) > 0 {
			return texts
		}
	}
	return nil
}

// readAs reads the codes of which a binarizer says what is dark.
func (g gray) readAs(binarizer func(gozxing.LuminanceSource) gozxing.Binarizer) (texts []string) {
	source, err := gozxing.NewPlanarYUVLuminanceSource(g.pix, g.width, g.height, 0, 0, g.width, g.height, false)
	if err != nil {
		return nil
	}
	bitmap, err := gozxing.NewBinaryBitmap(binarizer(source))
	if err != nil {
		return nil
	}
	add := func(result *gozxing.Result) {
		if text := result.GetText(); text != "" && !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	points := guarded(maxPoints, func(hints hints) {
		if result, err := qrcode.NewQRCodeReader().Decode(bitmap, hints); err == nil {
			add(result)
		}
	})
	if points >= pointsOfOne { // the reader of one ends early, and may have taken others for its corners
		guarded(pointsOfMany, func(hints hints) {
			results, _ := multi.NewQRCodeMultiReader().DecodeMultiple(bitmap, hints)
			for _, result := range results {
				add(result)
			}
		})
	}
	return texts
}

type hints = map[gozxing.DecodeHintType]any

// guarded calls a reader, and returns how many places it found that look like a corner
// of a code. The reader ends at a number of them, and with any panic: the library was
// not written for pictures from anywhere.
func guarded(most int, read func(hints)) (points int) {
	defer func() { _ = recover() }()
	read(hints{
		gozxing.DecodeHintType_TRY_HARDER: true,
		gozxing.DecodeHintType_NEED_RESULT_POINT_CALLBACK: gozxing.ResultPointCallback(func(gozxing.ResultPoint) {
			if points++; points > most {
				panic(ErrNone)
			}
		}),
	})
	return points
}
