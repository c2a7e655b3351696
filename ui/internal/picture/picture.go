package picture

import (
	"errors"
	"fmt"
	"image"
)

// The kinds of errors, for a sentence to a person.
var (
	// ErrTooLarge says that the picture is above a limit: its pixels, its bytes or the
	// memory for decoding it.
	ErrTooLarge = errors.New("the picture is too large")
	// ErrNotPicture says that the bytes do not begin as those of any picture known.
	ErrNotPicture = errors.New("not a picture")
	// ErrDamaged says that the picture breaks its format's rules or ends too early.
	ErrDamaged = errors.New("the picture is damaged")
	// ErrUnsupported says that this may be a good picture, of a kind that is not read.
	ErrUnsupported = errors.New("the kind of picture is not supported")
)

func damaged(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrDamaged, fmt.Sprintf(format, args...))
}

func unsupported(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrUnsupported, fmt.Sprintf(format, args...))
}

func tooLarge(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrTooLarge, fmt.Sprintf(format, args...))
}

// Format is a file format. The zero value is none of them.
type Format uint8

// The formats that are read.
const (
	JPEG Format = 1 + iota
	PNG
	GIF
	WebP
)

// String returns the format's name, "unknown" for the zero value.
func (f Format) String() string {
	switch f {
	case JPEG:
		return "JPEG"
	case PNG:
		return "PNG"
	case GIF:
		return "GIF"
	case WebP:
		return "WebP"
	}
	return "unknown"
}

// Info is what the head of a file says about its picture.
type Info struct {
	Format Format
	// Width and Height are in pixels, as stored: before the orientation is applied.
	Width, Height int
	// Orientation is 1 (upright) where the file says nothing.
	Orientation Orientation

	layout layout
}

// Shown returns the width and the height of the picture when it stands upright.
func (i Info) Shown() (width, height int) {
	if i.Orientation.swaps() {
		return i.Height, i.Width
	}
	return i.Width, i.Height
}

// layout is what else decides about the memory that decoding takes.
type layout struct {
	pixelBytes  float64     // of the decoded picture in the decoder's own form
	decodeBytes float64     // a pixel, of what the decoder needs besides
	progressive bool        // of a JPEG
	frame       image.Point // where in a WebP its first frame lies
}

// Limits bound what Decode does. A zero field stands for its default.
type Limits struct {
	// MaxPixels is the most that width times height may be; 50 million by default.
	MaxPixels int
	// MaxBytes is the most that the file may have; 64 MiB by default.
	MaxBytes int64
	// MaxMemory is how many bytes decoding may take at once besides the file, as
	// reckoned from the head; 512 MiB by default.
	MaxMemory int64
}

const (
	defaultPixels = 50_000_000
	defaultBytes  = 64 << 20
	defaultMemory = 512 << 20
)

// filled returns l with the defaults in place of zeros.
func (l Limits) filled() Limits {
	if l.MaxPixels <= 0 {
		l.MaxPixels = defaultPixels
	}
	if l.MaxBytes <= 0 {
		l.MaxBytes = defaultBytes
	}
	if l.MaxMemory <= 0 {
		l.MaxMemory = defaultMemory
	}
	return l
}

// resultBytes is what a pixel of an image.RGBA takes.
const resultBytes = 4

// check refuses a picture that Decode must not begin with.
func (l Limits) check(i Info) error {
	// All formats keep a side in 32 bits at most: the product fits.
	pixels := int64(i.Width) * int64(i.Height)
	if pixels > int64(l.MaxPixels) {
		return tooLarge("%d × %d pixels", i.Width, i.Height)
	}
	memory := float64(pixels)*(i.layout.pixelBytes+i.layout.decodeBytes+resultBytes) +
		float64(i.Width)*float64(i.stripHeight())*resultBytes
	if memory > float64(l.MaxMemory) {
		return tooLarge("%d × %d pixels take %.0f MiB", i.Width, i.Height, memory/(1<<20))
	}
	return nil
}

// checkSides refuses dimensions that no picture has.
func checkSides(width, height int) error {
	if width <= 0 || height <= 0 {
		return damaged("%d × %d pixels", width, height)
	}
	return nil
}
