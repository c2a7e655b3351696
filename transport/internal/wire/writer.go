package wire

import (
	"fmt"
	"io"
)

// BatchBytes is how much a Writer collects before it is Full: what somebody who
// does not read makes this side hold, and as much as one TLS record takes.
const BatchBytes = 16 << 10

// Writer collects frames and writes many at once. One goroutine uses it. It
// never writes by itself: whoever calls Flush sets the deadline first. A Writer
// with nothing collected holds no memory beyond itself.
type Writer struct {
	w     io.Writer
	limit int
	err   error
	batch *[]byte // nil while nothing is collected
}

// NewWriter returns a Writer to somebody to whom the sender is a stranger: a
// frame may have FirstFrameBytes.
func NewWriter(w io.Writer) *Writer { return &Writer{w: w, limit: FirstFrameBytes} }

// SetLimit sets the most bytes that the map of a frame may have from now on,
// up to MaxFrameBytes.
func (w *Writer) SetLimit(frameBytes int) { w.limit = min(frameBytes, MaxFrameBytes) }

// Append adds a frame to the batch. It keeps nothing of f. A *Refusal leaves
// the batch as it was, and the Writer goes on; any other error is Flush's.
func (w *Writer) Append(f Frame) (err error) {
	if w.err != nil {
		return w.err
	}
	b := w.room(usualBytes)
	*b, err = appendFrame(*b, f, w.limit)
	return err
}

// AppendEncoded adds frames that Append (the function) encoded, as a host does
// with an event that goes to many members. It copies them. It does not know
// whether they fit the limit of this connection: the caller does.
func (w *Writer) AppendEncoded(frames []byte) error {
	if w.err != nil {
		return w.err
	}
	b := w.room(len(frames))
	*b = append(*b, frames...)
	return nil
}

// usualBytes is room for most frames.
const usualBytes = 1 << 10

// room returns the batch with room for n bytes more. One that outgrows the
// buffer that all begin with gets as much as a full batch takes at once: grown
// step by step it would have up to twice that.
func (w *Writer) room(n int) *[]byte {
	if w.batch == nil {
		w.batch = takeBuffer()
	}
	if b := *w.batch; cap(b)-len(b) < n && cap(b) < BatchBytes+bufferBytes {
		*w.batch = append(make([]byte, 0, max(BatchBytes+bufferBytes, len(b)+n)), b...)
	}
	return w.batch
}

// Len returns how many bytes are collected.
func (w *Writer) Len() int {
	if w.batch == nil {
		return 0
	}
	return len(*w.batch)
}

// Full reports whether the batch has reached BatchBytes, and ought to be flushed.
func (w *Writer) Full() bool { return w.Len() >= BatchBytes }

// Flush writes the batch with one call of Write, and nothing if it is empty.
// An error is final, as nobody knows how much of a frame was written.
func (w *Writer) Flush() error {
	if w.err != nil || w.batch == nil {
		return w.err
	}
	b := w.batch
	w.batch = nil
	defer returnBuffer(b)
	if len(*b) == 0 {
		return nil
	}
	if _, err := w.w.Write(*b); err != nil {
		w.err = fmt.Errorf("writing frames: %w", err)
	}
	return w.err
}
