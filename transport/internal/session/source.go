package session

import "io"

// source is what the reader reads from. It notes that something was heard, and
// waits for the first byte of a frame before the reader looks at its limit.
type source struct {
	from    io.Reader
	session *Session
	first   [1]byte
	full    bool // first is to be read
	read    int  // bytes so far
}

// await returns when a byte has come.
func (r *source) await() error {
	if r.full {
		return nil
	}
	n, err := io.ReadFull(r.from, r.first[:])
	r.note(n)
	r.full = err == nil
	return err
}

// Read is for the wire.Reader.
func (r *source) Read(p []byte) (int, error) {
	if r.full && len(p) > 0 {
		p[0], r.full = r.first[0], false
		return 1, nil
	}
	n, err := r.from.Read(p)
	r.note(n)
	return n, err
}

func (r *source) note(n int) {
	if n > 0 {
		r.read += n
		r.session.hear()
	}
}
