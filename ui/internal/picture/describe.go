package picture

import (
	"context"
	"os"
)

// Description is what a message says of a picture that it offers.
type Description struct {
	Width, Height int    // as it is shown, in pixels
	Preview       []byte // a small JPEG; see Preview
}

// Describe looks at the file at a path, and reports whether it is a picture that can be
// shown. It reads and decodes, so it belongs on no goroutine that draws.
func Describe(ctx context.Context, path string) (d Description, is bool) {
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return d, false // a pipe would be waited for
	}
	f, err := os.Open(path)
	if err != nil {
		return d, false
	}
	defer f.Close()
	info, err := Probe(f)
	if err != nil {
		return d, false
	}
	if _, err = f.Seek(0, 0); err != nil {
		return d, false
	}
	if d.Preview, err = Preview(ctx, f); err != nil {
		return Description{}, false
	}
	d.Width, d.Height = info.Shown()
	return d, true
}
