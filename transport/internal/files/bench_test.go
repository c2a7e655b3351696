package files

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// BenchmarkLargeFile is Put and Finish of 1 GiB, and beside it a loop that hashes the
// same, writes it to a file and syncs it.
func BenchmarkLargeFile(b *testing.B) {
	const size = 1 << 30
	tree := encodeTree([]Entry{{Path: "large", Size: size, ModTime: time.Unix(1, 0)}})
	chunk := random(ChunkSize(size))
	digest := sha256.Sum256(chunk)
	h := NewWhole(Version(tree))
	for range size / len(chunk) {
		h.Write(digest[:])
	}
	whole := [32]byte(h.Sum(nil))
	b.Run("plain", func(b *testing.B) {
		b.SetBytes(size)
		path := filepath.Join(b.TempDir(), "plain")
		for b.Loop() {
			f, err := os.Create(path)
			must(b, err)
			for range size / len(chunk) {
				if sha256.Sum256(chunk) != digest {
					b.Fatal("another digest")
				}
				_, err := f.Write(chunk)
				must(b, err)
			}
			must(b, f.Sync())
			must(b, f.Close())
			must(b, os.Remove(path))
		}
	})
	b.Run("part", func(b *testing.B) {
		b.SetBytes(size)
		b.ReportAllocs()
		at := newPlace(b)
		for b.Loop() {
			p, err := Create(at.state, at.downloads, Head{Size: size, Chunk: len(chunk), Version: Version(tree), Tree: tree}, PartOptions{})
			must(b, err)
			for i := range p.Chunks() {
				must(b, p.Put(i, chunk, digest))
			}
			path, err := p.Finish(whole)
			must(b, err)
			must(b, os.Remove(path))
		}
	})
}

// BenchmarkSmallFiles is 20 000 files of 4 KiB: scanned, read, received, and for
// comparison just written one by one and synced.
func BenchmarkSmallFiles(b *testing.B) {
	const count, size = 20_000, 4 << 10
	dir := b.TempDir()
	data := random(size)
	write := func(dir string) {
		for i := range count {
			folder := filepath.Join(dir, fmt.Sprint(i/200))
			if i%200 == 0 {
				must(b, os.MkdirAll(folder, 0o755))
			}
			must(b, os.WriteFile(filepath.Join(folder, fmt.Sprint(i)), data, 0o644))
		}
	}
	write(filepath.Join(dir, "small"))
	s := scanned(b, filepath.Join(dir, "small"))
	b.Run("scan", func(b *testing.B) {
		for b.Loop() {
			scanned(b, s.Path())
		}
	})
	b.Run("read", func(b *testing.B) {
		b.SetBytes(s.Size())
		buf := make([]byte, s.Chunk())
		for b.Loop() {
			src := s.Open()
			for i := range s.Chunks() {
				_, err := src.ReadChunk(i, buf)
				must(b, err)
			}
			src.Close()
		}
	})
	b.Run("plain", func(b *testing.B) {
		b.SetBytes(s.Size())
		for b.Loop() {
			at := filepath.Join(b.TempDir(), "plain")
			write(at)
			f, err := os.Open(at)
			must(b, err)
			_, err = syncAll(f)
			must(b, err)
			f.Close()
			b.StopTimer()
			must(b, os.RemoveAll(at))
			b.StartTimer()
		}
	})
	b.Run("part", func(b *testing.B) {
		b.SetBytes(s.Size())
		b.ReportAllocs()
		out := send(b, s)
		chunks := make([][]byte, s.Chunks())
		for i := range chunks {
			chunks[i] = append([]byte(nil), out.chunk(b, int64(i))...)
		}
		var create, put, finish time.Duration
		for b.Loop() {
			at := newPlace(b)
			begun := time.Now()
			p, err := Create(at.state, at.downloads, headOf(s), PartOptions{})
			must(b, err)
			create += time.Since(begun)
			begun = time.Now()
			for i, c := range chunks {
				must(b, p.Put(int64(i), c, out.digest[i]))
			}
			put += time.Since(begun)
			begun = time.Now()
			path, err := p.Finish(out.whole)
			must(b, err)
			finish += time.Since(begun)
			b.StopTimer()
			must(b, os.RemoveAll(path))
			b.StartTimer()
		}
		b.ReportMetric(create.Seconds()*1000/float64(b.N), "ms-create")
		b.ReportMetric(put.Seconds()*1000/float64(b.N), "ms-put")
		b.ReportMetric(finish.Seconds()*1000/float64(b.N), "ms-finish")
	})
}
