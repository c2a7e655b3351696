package copied

import (
	"bytes"
	"context"
	"fmt"
	"image/png"

	"confab/ui/internal/capture"
	"confab/ui/internal/windata"
)

// Read asks the clipboard. Its errors are ErrNone and ErrUnsupported.
func Read(ctx context.Context) (Copied, error) {
	if windata.HasCopied(windata.Files) {
		files, err := windata.CopiedFiles(ctx, MostFiles)
		if err != nil {
			err = fmt.Errorf("%w: %w", ErrNone, err)
		}
		return Copied{Files: files}, err
	}
	if windata.HasCopied(windata.Text) {
		return Copied{}, ErrNone
	}
	img, err := capture.Clipboard(ctx)
	if err != nil {
		return Copied{}, fmt.Errorf("%w: %w", ErrNone, err)
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		return Copied{}, fmt.Errorf("%w: %w", ErrNone, err)
	}
	return Copied{Picture: out.Bytes(), Extension: ".png"}, nil
}
