package filestream

import (
	"crypto/sha256"
	"sync"

	"confab/transport/internal/files"
	"confab/transport/internal/wire"
)

// Stock is what a sender keeps ready: a snapshot, and the digests of its chunks as far as
// they were sent. Several streams may use it at once.
type Stock struct {
	*files.Snapshot
	// whole is that of a copy, whose digests lie beside it.
	whole  wire.Digest
	copied bool

	mu      sync.Mutex
	digests []wire.Digest // zero: not known; guarded by mu
	left    int64         // how many are not known; guarded by mu
	stale   bool          // guarded by mu
}

// NewStock returns a Stock of which no digest is known but for those of a copy.
func NewStock(s *files.Snapshot) *Stock {
	stock := &Stock{Snapshot: s, left: s.Chunks()}
	stock.whole, stock.copied = s.Whole()
	return stock
}

// Copied reports whether it is the host's copy.
func (s *Stock) Copied() bool { return s.copied }

// note keeps the digest of a chunk.
func (s *Stock) note(i int64, d wire.Digest) {
	if s.copied {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.digests == nil {
		s.digests = make([]wire.Digest, s.Chunks())
	}
	if s.digests[i] == (wire.Digest{}) {
		s.left--
	}
	s.digests[i] = d
}

// Whole returns the digest over all, once every chunk was sent by some stream.
func (s *Stock) Whole() (whole wire.Digest, known bool) {
	if s.copied {
		return s.whole, true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.left > 0 {
		return whole, false
	}
	h := files.NewWhole(s.Version())
	for i := range s.digests {
		h.Write(s.digests[i][:])
	}
	return wire.Digest(h.Sum(nil)), true
}

// Stale reports whether a stream found something else on the disk than the snapshot: it
// is to be scanned again.
func (s *Stock) Stale() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stale
}

func (s *Stock) outdate() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stale = true
}

// A block is a chunk as it travels: the mark, its bytes, its digest.
type block struct {
	buffer []byte // as long as the longest block
	length int    // of the chunk
	number int64
	err    error // in the place of a chunk
}

const frame = 1 + sha256.Size

func newBlock(chunk int) *block { return &block{buffer: make([]byte, frame+chunk)} }

// chunk is its bytes; all of the buffer that a chunk may fill while it is not known how
// long it is.
func (b *block) chunk() []byte { return b.buffer[1 : 1+b.length] }

// depth is how many blocks a stream has: one is read, one waits, one is written.
const depth = 3

// Weight is about how many bytes it takes in memory.
func (s *Stock) Weight() int {
	const entry = 3 // of a tree, against its bytes
	return entry*len(s.Tree()) + sha256.Size*int(s.Chunks())
}
