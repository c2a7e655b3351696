package session

// recordBytes is how much of a batch is one TLS record. A tls.Conn reads a record
// whole, into a buffer of up to twice its size that it never gives back: records of
// 16 KiB, as a roster or a resume makes them, cost a silent member more than all the
// rest of it. The records of a batch leave in one write; see BenchmarkBatches.
const recordBytes = 2<<10 - recordOverhead

// recordOverhead is the head, the kind and the tag of a record (RFC 8446, 5.2).
const recordOverhead = 5 + 1 + 16

// recordWriter is a connection over TLS, as *secure.Conn is.
type recordWriter interface {
	WriteRecords(p []byte, recordBytes int) (int, error)
}

// records writes to a connection over TLS in records of recordBytes.
type records struct{ to recordWriter }

func (r records) Write(p []byte) (n int, err error) { return r.to.WriteRecords(p, recordBytes) }
