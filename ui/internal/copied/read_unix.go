//go:build (linux && !android) || freebsd || openbsd

package copied

import (
	"context"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	"confab/ui/internal/selection"
)

// maxBytes is how large a picture may be.
const maxBytes = 64 << 20

// Read asks the clipboard of X11. Its errors are ErrNone and ErrUnsupported.
func Read(ctx context.Context) (Copied, error) {
	conn, err := selection.Open("")
	if err != nil {
		return Copied{}, fmt.Errorf("%w: %w", ErrUnsupported, err)
	}
	defer conn.Close()
	answers := make(chan selection.Answer, 1)
	conn.ReadFiles(maxBytes, func(a selection.Answer) { answers <- a })
	select {
	case a := <-answers:
		files, ending := Paths(a.Files), extension(a.Picture)
		switch {
		case a.Err != nil:
			return Copied{}, fmt.Errorf("%w: %w", ErrNone, a.Err)
		case len(files) > 0:
			return Copied{Files: files}, nil
		case ending == "" || a.Cut:
			return Copied{}, ErrNone
		}
		return Copied{Picture: []byte(a.Picture), Extension: ending}, nil
	case <-ctx.Done():
		return Copied{}, fmt.Errorf("%w: %w", ErrNone, ctx.Err())
	}
}

// Paths are the files of this machine in a list of URIs as RFC 2483 and file managers write
// it; lines of other kinds are left out.
func Paths(list string) (paths []string) {
	for line := range strings.Lines(list) {
		uri, err := url.Parse(strings.TrimRight(line, "\r\n\x00"))
		if err != nil || uri.Scheme != "file" || uri.Host != "" && uri.Host != "localhost" || !strings.HasPrefix(uri.Path, "/") {
			continue
		}
		if strings.ContainsRune(uri.Path, 0) || len(paths) == MostFiles {
			continue
		}
		paths = append(paths, filepath.Clean(uri.Path))
	}
	return paths
}

// extension is the ending of the name of a picture; empty for what is neither PNG nor JPEG.
func extension(picture string) string {
	switch {
	case strings.HasPrefix(picture, "\x89PNG\r\n\x1a\n"):
		return ".png"
	case strings.HasPrefix(picture, "\xff\xd8\xff"):
		return ".jpg"
	}
	return ""
}
