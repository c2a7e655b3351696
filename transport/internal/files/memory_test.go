package files

import (
	"runtime"
	"testing"
)

// TestMemoryDoesNotGrowWithTheSize allocates for 64 MiB hardly more than for one chunk.
func TestMemoryDoesNotGrowWithTheSize(t *testing.T) {
	const most = 512 << 10
	out, at := send(t, offer(t, "large", random(64<<20))), newPlace(t)
	allocated := func(do func()) uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		do()
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	var p *Part
	if n := allocated(func() {
		p = at.create(t, out.Snapshot)
		out.fill(t, p)
	}); n > most {
		t.Errorf("reading and putting allocates %d bytes", n)
	}
	must(t, p.Close())
	if n := allocated(func() { p = at.resume(t) }); n > most+uint64(p.Chunk()) {
		t.Errorf("resuming allocates %d bytes", n)
	}
	if n := allocated(func() {
		_, err := p.Finish(out.whole)
		must(t, err)
	}); n > most {
		t.Errorf("finishing allocates %d bytes", n)
	}
}
