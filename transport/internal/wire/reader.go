package wire

import (
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"sync"
)

// Memory for maps being read and batches being written. What a connection has
// at rest is none: ten thousand idle members hold no buffer.
var buffers = sync.Pool{New: func() any {
	b := make([]byte, 0, bufferBytes)
	return &b
}}

const (
	bufferBytes = 4 << 10
	// A larger buffer is left to the garbage collector, so that one long frame
	// does not make every later one hold that much.
	keptBytes = 2 * BatchBytes
)

func takeBuffer() *[]byte { return buffers.Get().(*[]byte) }

func returnBuffer(b *[]byte) {
	if cap(*b) <= keptBytes {
		*b = (*b)[:0]
		buffers.Put(b)
	}
}

// Reader takes frames from a stream. One goroutine uses it. Between frames it
// holds no memory beyond itself; it reads no byte beyond the frame it returns,
// and asks its stream twice per frame, which suits a *tls.Conn; put a
// bufio.Reader before a bare socket.
type Reader struct {
	r       io.Reader
	limit   int
	skipped func(bytes int) // nil is fine
	err     error
	head    [headBytes]byte
}

// NewReader returns a Reader for a stranger: it takes FirstFrameBytes.
func NewReader(r io.Reader) *Reader { return &Reader{r: r, limit: FirstFrameBytes} }

// SetLimit sets the most bytes that the map of the next frames may have, up to
// MaxFrameBytes. It is called between two calls of Next.
func (r *Reader) SetLimit(frameBytes int) { r.limit = min(frameBytes, MaxFrameBytes) }

// OnSkip has skipped called by Next for each frame that is passed over, with its
// size. Nothing is read before it returns.
func (r *Reader) OnSkip(skipped func(bytes int)) { r.skipped = skipped }

// Next returns the next frame, valid in every field and the caller's to keep
// and change: it shares no memory with the Reader. Frames of a type that is
// not known, from FirstSkippable on, are passed over.
//
// An error is final, and every later call returns it: the place in the stream
// is lost. It is io.EOF where the stream ends between two frames, and wraps
// io.ErrUnexpectedEOF where it ends within one, the stream's own error, or a
// *Refusal, for which ByeFor makes the answer.
func (r *Reader) Next() (Frame, error) {
	for r.err == nil {
		var f Frame
		if f, r.err = r.next(); f != nil {
			return f, nil
		}
	}
	return nil, r.err
}

// next returns a frame, an error, or neither after one to skip.
func (r *Reader) next() (Frame, error) {
	if _, err := io.ReadFull(r.r, r.head[:]); err == io.EOF {
		return nil, err
	} else if err != nil {
		return nil, fmt.Errorf("reading frame head: %w", err)
	}
	length, t := binary.BigEndian.Uint32(r.head[:4]), Type(r.head[4])
	f := newFrame(t)
	switch {
	case uint64(length) > uint64(r.limit):
		return nil, refuseLength(t, uint64(length), r.limit)
	case f == nil && t < FirstSkippable:
		return nil, refuseType(t)
	case f == nil:
		if _, err := io.CopyN(io.Discard, r.r, int64(length)); err != nil {
			return nil, readingMap(t, err)
		}
		if r.skipped != nil {
			r.skipped(headBytes + int(length))
		}
		return nil, nil
	}
	b := takeBuffer()
	defer returnBuffer(b)
	if err := readInto(b, r.r, int(length)); err != nil {
		return nil, readingMap(t, err)
	}
	if err := fill(f, *b); err != nil {
		return nil, err
	}
	return f, nil
}

// readInto fills b with n bytes. Memory grows with what has come, not with
// what was announced: who announces much and sends nothing gets 4 KiB.
func readInto(b *[]byte, r io.Reader, n int) error {
	for len(*b) < n {
		if len(*b) == cap(*b) {
			*b = slices.Grow(*b, min(n-len(*b), len(*b)))
		}
		have := len(*b)
		*b = (*b)[:min(n, cap(*b))]
		if _, err := io.ReadFull(r, (*b)[have:]); err != nil {
			return err
		}
	}
	return nil
}

func readingMap(t Type, err error) error {
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return fmt.Errorf("reading %v: %w", t, err)
}
