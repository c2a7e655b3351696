package copied

import "errors"

// Copied is what was on the clipboard.
type Copied struct {
	// Files are absolute paths.
	Files []string
	// Picture is an encoded picture, where there are no Files, and Extension the ending of
	// the name of such a file: ".png" or ".jpg".
	Picture   []byte
	Extension string
}

// The errors of Read.
var (
	ErrNone        = errors.New("neither files nor a picture were copied")
	ErrUnsupported = errors.New("no program here can tell")
)

// MostFiles is how many files are taken at once.
const MostFiles = 1000
