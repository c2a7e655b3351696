package picture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// source reads from memory until its context is done: what decodes from it ends soon then.
type source struct {
	ctx  context.Context
	data *bytes.Reader
}

func newSource(ctx context.Context, data []byte) *source {
	return &source{ctx: ctx, data: bytes.NewReader(data)}
}

func (s *source) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.data.Read(p)
}

// readAll reads a file of up to limit bytes, and no further than its head when that is no
// picture's.
func readAll(ctx context.Context, r io.Reader, limit int64) ([]byte, error) {
	var file bytes.Buffer
	if f, ok := r.(interface{ Stat() (fs.FileInfo, error) }); ok {
		if stat, err := f.Stat(); err == nil {
			file.Grow(int(min(max(stat.Size(), 0), limit)) + bytes.MinRead)
		}
	}
	limited := &io.LimitedReader{R: r, N: limit + 1}
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if _, err := io.CopyN(&file, limited, min(1<<20, limit+1)); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("reading the picture: %w", err)
		}
		if file.Len() <= 1<<20 {
			if _, err := sniff(file.Bytes()); err != nil {
				return nil, err
			}
		}
	}
	if int64(file.Len()) > limit {
		return nil, tooLarge("more than %d bytes", limit)
	}
	return file.Bytes(), nil
}
