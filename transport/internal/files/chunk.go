package files

import "fmt"

const (
	// MinChunk and MaxChunk are the limits of a chunk's size, in bytes.
	MinChunk = 256 << 10
	MaxChunk = 4 << 20
	// fewChunks is how many chunks there are at most while they can grow.
	fewChunks = 32768
)

// ChunkSize is the size of the chunks of a stream: a power of two between MinChunk and
// MaxChunk, so large that there are few.
func ChunkSize(size int64) int {
	chunk := MinChunk
	for chunk < MaxChunk && (size+int64(chunk)-1)/int64(chunk) > fewChunks {
		chunk *= 2
	}
	return chunk
}

// checkChunk refuses chunk sizes that ChunkSize would never give or that would make a
// state larger than it has to be.
func checkChunk(chunk int, size int64) error {
	if chunk > MaxChunk || chunk < ChunkSize(size) || chunk&(chunk-1) != 0 {
		return fmt.Errorf("%w: chunks of %d bytes for %d", ErrTree, chunk, size)
	}
	return nil
}

// chunking is how a stream is cut.
type chunking struct {
	size  int64
	chunk int
}

// Size is how many bytes the stream has.
func (c chunking) Size() int64 { return c.size }

// Chunk is the size of a chunk but for the last.
func (c chunking) Chunk() int { return c.chunk }

// Chunks is how many chunks there are.
func (c chunking) Chunks() int64 { return (c.size + int64(c.chunk) - 1) / int64(c.chunk) }

// at returns where the chunk i is in the stream.
func (c chunking) at(i int64) (offset int64, n int, err error) {
	if i < 0 || i >= c.Chunks() {
		return 0, 0, fmt.Errorf("chunk %d of %d", i, c.Chunks())
	}
	offset = i * int64(c.chunk)
	return offset, int(min(int64(c.chunk), c.size-offset)), nil
}

// Range is the chunks from From up to, but without, To.
type Range struct{ From, To int64 }
