package picture

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

// Strip copies the picture in r to w without what tells of its maker: place and time,
// camera and owner (EXIF, XMP, IPTC), comments, texts, embedded small pictures, and all
// that follows the picture's end, as the videos and second pictures that phones put there.
// The orientation and the colour profile stay. Nothing is decoded: the pixels stay as they
// are, and so does what is hidden in them.
//
// Strip writes while it reads, in bounded memory, so that what it wrote is of no use when it
// fails. What it does not understand entirely is ErrDamaged or ErrUnsupported: then a
// person may choose to send the file as it is. In a WebP, of which the length stands at the
// beginning, what is taken out is overwritten with zeros.
func Strip(w io.Writer, r io.Reader) error {
	return newStripper(w, r).strip()
}

func newStripper(w io.Writer, r io.Reader) *stripper {
	return &stripper{r: bufio.NewReaderSize(r, stripBuffer), w: bufio.NewWriterSize(w, stripBuffer)}
}

func (s *stripper) strip() error {
	head, err := s.r.Peek(sniffBytes)
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("reading the picture: %w", err)
	}
	format, err := sniff(head)
	if err != nil {
		return err
	}
	switch format {
	case JPEG:
		err = s.jpeg()
	case PNG:
		err = s.png()
	case GIF:
		err = s.gif()
	case WebP:
		err = s.webp()
	}
	if err != nil {
		return err
	}
	if err := s.w.Flush(); err != nil {
		return fmt.Errorf("writing the picture: %w", err)
	}
	return nil
}

// stripBuffer holds the longest segment of a JPEG, and as much of EXIF as is looked at.
const stripBuffer = maxExif + 16

// stripper copies from r to w. A write that fails is seen by Flush, as bufio.Writer has it,
// and at the next read of much.
type stripper struct {
	r *bufio.Reader
	w *bufio.Writer
	// place says that EXIF told where the picture was taken.
	place bool
}

// readError is for a file that ends within the picture, or cannot be read.
func readError(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w: %w", ErrDamaged, errShort)
	}
	return fmt.Errorf("reading the picture: %w", err)
}

// peek returns the next n bytes, which stay unread. n is below stripBuffer.
func (s *stripper) peek(n int) ([]byte, error) {
	b, err := s.r.Peek(n)
	if err != nil {
		return nil, readError(err)
	}
	return b, nil
}

// read returns the next n bytes, until the next read. n is below stripBuffer.
func (s *stripper) read(n int) ([]byte, error) {
	b, err := s.peek(n)
	if err != nil {
		return nil, err
	}
	if _, err := s.r.Discard(n); err != nil {
		return nil, readError(err)
	}
	return b, nil
}

// write writes what was read or made.
func (s *stripper) write(b ...[]byte) error {
	for _, part := range b {
		if _, err := s.w.Write(part); err != nil {
			return fmt.Errorf("writing the picture: %w", err)
		}
	}
	return nil
}

// each has f see the next n bytes, piece by piece.
func (s *stripper) each(n int64, f func(piece []byte) error) error {
	for n > 0 {
		// What is at hand already, or else whatever a read brings.
		if _, err := s.peek(1); err != nil {
			return err
		}
		piece, err := s.read(int(min(n, int64(s.r.Buffered()))))
		if err != nil {
			return err
		}
		if err := f(piece); err != nil {
			return err
		}
		n -= int64(len(piece))
	}
	return nil
}

// copy copies the next n bytes.
func (s *stripper) copy(n int64) error {
	return s.each(n, func(piece []byte) error { return s.write(piece) })
}

// skip leaves out the next n bytes.
func (s *stripper) skip(n int64) error {
	return s.each(n, func([]byte) error { return nil })
}
