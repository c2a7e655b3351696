package capture

import (
	"bufio"
	"errors"
	"fmt"
	"image"
	_ "image/gif"
	_ "image/jpeg"
	_ "image/png"
	"io"
	"os"

	_ "golang.org/x/image/bmp"
	_ "golang.org/x/image/webp"
)

const (
	// maxPixels is how large a picture may be: width times height.
	maxPixels = 40_000_000
	// maxBytes is how long a file may be, and what the clipboard has.
	maxBytes = 64 << 20
)

// The errors of this package. What a system or a file says beside them is wrapped.
var (
	// ErrNone says that what was read is no picture, or that there is none.
	ErrNone = errors.New("there is no picture")
	// ErrSize says that a picture is too large.
	ErrSize = errors.New("the picture is too large")
	// ErrUnsupported says that the system has no way to get such a picture.
	ErrUnsupported = errors.New("this system gives no such picture")
	// ErrRefused says that the person, or the desktop for them, did not allow it.
	ErrRefused = errors.New("the picture was not allowed")
)

// File reads a picture from a file. Its errors are ErrNone, ErrSize, and what the system
// says of the file.
func File(path string) (image.Image, error) {
	// A pipe or a device would make it wait, or have no end.
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%w: it is no file", ErrNone)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return read(f)
}

// read reads a picture, after a look at how large it says that it is.
func read(from io.ReadSeeker) (image.Image, error) {
	size, err := from.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, err
	}
	if size > maxBytes {
		return nil, ErrSize
	}
	if _, err := from.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	config, _, err := image.DecodeConfig(bufio.NewReader(from))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNone, err)
	}
	if w, h := config.Width, config.Height; w <= 0 || h <= 0 {
		return nil, ErrNone
	} else if w > maxPixels/h {
		return nil, ErrSize
	}
	if _, err := from.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	img, _, err := image.Decode(bufio.NewReader(from))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNone, err)
	}
	return img, nil
}
