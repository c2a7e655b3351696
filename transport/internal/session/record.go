package session

import "io"

// recordBytes is how much of a batch is one write, and so one TLS record. A
// tls.Conn reads a record whole, into a buffer of up to twice its size that it
// never gives back: records of 16 KiB, as a roster or a resume makes them, cost
// a silent member more than all the rest of it. With these a session still
// brings twice what a gigabit network takes; see BenchmarkBatches.
const recordBytes = 2<<10 - recordOverhead

// recordOverhead is the head, the kind and the tag of a record (RFC 8446, 5.2).
const recordOverhead = 5 + 1 + 16

// records writes to a tls.Conn in records of recordBytes.
type records struct{ to io.Writer }

func (r records) Write(p []byte) (n int, err error) {
	for len(p) > 0 && err == nil {
		var wrote int
		wrote, err = r.to.Write(p[:min(len(p), recordBytes)])
		n, p = n+wrote, p[wrote:]
	}
	return n, err
}
