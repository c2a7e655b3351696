package files

import "io"

// Reader reads the contents of a Snapshot from the beginning, as one stream. One goroutine
// uses it. The errors are those of Source.ReadChunk, and io.EOF behind the last byte.
func (s *Snapshot) Reader() io.ReadCloser { return &streamReader{source: s.Open()} }

type streamReader struct {
	source *Source
	next   int64  // chunk
	chunk  []byte // memory for one
	rest   []byte // of the one that was read last
}

func (r *streamReader) Read(b []byte) (int, error) {
	if len(r.rest) == 0 {
		s := r.source.snapshot
		if r.next >= s.Chunks() {
			return 0, io.EOF
		}
		if r.chunk == nil {
			r.chunk = make([]byte, min(int64(s.Chunk()), s.Size()))
		}
		n, err := r.source.ReadChunk(r.next, r.chunk)
		if err != nil {
			return 0, err
		}
		r.next++
		r.rest = r.chunk[:n]
	}
	n := copy(b, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

func (r *streamReader) Close() error { return r.source.Close() }
