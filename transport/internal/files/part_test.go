package files

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

func TestFilesOfAllSizes(t *testing.T) {
	for _, size := range []int{0, 1, MinChunk - 1, MinChunk, MinChunk + 1, 3 * MinChunk} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			out, at := send(t, offer(t, "file.bin", random(size))), newPlace(t)
			p := at.create(t, out.Snapshot)
			if _, ok := p.Whole(); ok != (size == 0) {
				t.Error("the whole is known")
			}
			if _, err := p.Finish(out.whole); (err == nil) != (size == 0) || err != nil && !errors.Is(err, ErrMissing) {
				t.Fatal(err)
			}
			out.fill(t, p)
			if whole, ok := p.Whole(); size > 0 && (!ok || whole != out.whole) || p.Have() != int64(size) || len(p.Missing()) > 0 {
				t.Errorf("%d bytes are there, missing %v", p.Have(), p.Missing())
			}
			path, err := p.Finish(out.whole)
			must(t, err)
			if path != filepath.Join(at.downloads, "file.bin") || p.Path() != path {
				t.Errorf("it is %q", path)
			}
			same(t, out.Path(), path)
			at.clean(t, "file.bin")
			if again, err := p.Finish(out.whole); again != path || err != nil {
				t.Errorf("finished again it is %q, %v", again, err)
			}
			must(t, p.Discard())
			at.clean(t, "file.bin")
		})
	}
}

func TestFolder(t *testing.T) {
	dir := t.TempDir()
	plant(t, dir, forest)
	out := send(t, scanned(t, filepath.Join(dir, "wood")))
	for _, order := range []string{"ascending", "descending", "at random"} {
		t.Run(order, func(t *testing.T) {
			at := newPlace(t)
			p := at.create(t, out.Snapshot)
			chunks := rand.Perm(int(out.Chunks()))
			if order != "at random" {
				slices.Sort(chunks)
			}
			if order == "descending" {
				slices.Reverse(chunks)
			}
			for _, i := range chunks {
				must(t, p.Put(int64(i), out.chunk(t, int64(i)), out.digest[i]))
			}
			path, err := p.Finish(out.whole)
			must(t, err)
			same(t, out.Path(), path)
			at.clean(t, "wood")
		})
	}
	t.Run("one without any bytes", func(t *testing.T) {
		dir, at := t.TempDir(), newPlace(t)
		plant(t, dir, map[string][]byte{"top/a/b/c/": nil, "top/x": {}, "top/run!": {}})
		out := send(t, scanned(t, filepath.Join(dir, "top")))
		path, err := at.create(t, out.Snapshot).Finish(out.whole)
		must(t, err)
		same(t, out.Path(), path)
	})
}

func TestManySmallFiles(t *testing.T) {
	dir, at := t.TempDir(), newPlace(t)
	for i := range 20_000 {
		if i%200 == 0 {
			must(t, os.MkdirAll(filepath.Join(dir, "many", fmt.Sprint(i/200)), 0o755))
		}
		must(t, os.WriteFile(filepath.Join(dir, "many", fmt.Sprint(i/200), fmt.Sprint(i)), random(i%300), 0o644))
	}
	out := send(t, scanned(t, filepath.Join(dir, "many")))
	p := at.create(t, out.Snapshot)
	out.fill(t, p)
	path, err := p.Finish(out.whole)
	must(t, err)
	same(t, out.Path(), path)
	at.clean(t, "many")
}

func TestPutVerifies(t *testing.T) {
	out, at := send(t, offer(t, "file", random(3*MinChunk-5))), newPlace(t)
	p := at.create(t, out.Snapshot)
	c := slices.Clone(out.chunk(t, 1))
	c[7]++
	for name, put := range map[string]func() error{
		"a chunk with another byte":         func() error { return p.Put(1, c, out.digest[1]) },
		"a chunk of another place":          func() error { return p.Put(1, out.chunk(t, 0), out.digest[1]) },
		"a chunk with another digest":       func() error { return p.Put(1, out.chunk(t, 1), out.digest[0]) },
		"a short chunk":                     func() error { b := out.chunk(t, 1)[:9]; return p.Put(1, b, sha256.Sum256(b)) },
		"a short chunk at the end":          func() error { b := out.chunk(t, 2)[:9]; return p.Put(2, b, sha256.Sum256(b)) },
		"a long chunk at the end":           func() error { return p.Put(2, c, sha256.Sum256(c)) },
		"no bytes":                          func() error { return p.Put(0, nil, sha256.Sum256(nil)) },
		"a chunk before the first":          func() error { return p.Put(-1, c, sha256.Sum256(c)) },
		"a chunk behind the last":           func() error { return p.Put(3, c, sha256.Sum256(c)) },
		"a chunk far behind the last":       func() error { return p.Put(1<<62, c, sha256.Sum256(c)) },
		"a chunk whose digest is all zeros": func() error { return p.Put(0, out.chunk(t, 0), [32]byte{}) },
	} {
		t.Run(name, func(t *testing.T) {
			if err := put(); !errors.Is(err, ErrCorrupt) || p.Have() != 0 {
				t.Errorf("%v, and %d bytes are there", err, p.Have())
			}
		})
	}
	t.Run("what is missing is told as few ranges", func(t *testing.T) {
		if got := p.Missing(); !slices.Equal(got, []Range{{0, 3}}) {
			t.Error(got)
		}
		must(t, p.Put(1, out.chunk(t, 1), out.digest[1]))
		if got := p.Missing(); !slices.Equal(got, []Range{{0, 1}, {2, 3}}) {
			t.Error(got)
		}
	})
	t.Run("a chunk that is there is not written again", func(t *testing.T) {
		p.Hooks.BeforeWrite = func() { t.Error("it is") }
		must(t, p.Put(1, out.chunk(t, 1), out.digest[1]))
		p.Hooks.BeforeWrite = nil
	})
	t.Run("after Close nothing is put", func(t *testing.T) {
		must(t, p.Close())
		must(t, p.Close())
		if err := p.Put(0, out.chunk(t, 0), out.digest[0]); !errors.Is(err, fs.ErrClosed) {
			t.Error(err)
		}
		if _, err := p.Finish(out.whole); !errors.Is(err, fs.ErrClosed) {
			t.Error(err)
		}
	})
	t.Run("what is discarded leaves nothing", func(t *testing.T) {
		must(t, at.resume(t).Discard())
		at.clean(t)
	})
}

func TestMissingOfManyChunks(t *testing.T) {
	p := &Part{header: header{chunking: chunking{MinChunk * 1000, MinChunk}}}
	p.has, p.left = make([]uint64, 16), 1000
	there := make([]bool, 1000)
	for round := range 300 {
		for range 1 + round%7 {
			from := rand.IntN(1000)
			for i := from; i < min(1000, from+rand.IntN(140)); i++ {
				there[i] = round%3 != 0
				p.setThere(int64(i), there[i])
			}
		}
		var want []Range
		for i, ok := range there {
			if n := len(want); !ok && n > 0 && want[n-1].To == int64(i) {
				want[n-1].To++
			} else if !ok {
				want = append(want, Range{int64(i), int64(i) + 1})
			}
		}
		missing := int64(0)
		for _, r := range want {
			missing += r.To - r.From
		}
		if got := p.Missing(); !slices.Equal(got, want) || p.left != missing || p.Have() != (1000-missing)*MinChunk {
			t.Fatalf("%v, not %v; %d are missing", got, want, p.left)
		}
	}
}

func TestSeveralPutAtOnce(t *testing.T) {
	dir, at := t.TempDir(), newPlace(t)
	plant(t, dir, map[string][]byte{"top/a": random(9*MinChunk + 3), "top/b": random(8 * MinChunk), "top/c/d": random(5)})
	out := send(t, scanned(t, filepath.Join(dir, "top")))
	p := at.create(t, out.Snapshot)
	var all sync.WaitGroup
	for w := range int64(3) {
		all.Go(func() {
			src := out.Open()
			defer src.Close()
			buf := make([]byte, out.Snapshot.Chunk())
			for i := w; i < out.Chunks(); i += 3 {
				n, err := src.ReadChunk(i, buf)
				if err == nil {
					err = p.Put(i, buf[:n], out.digest[i])
				}
				if err != nil {
					t.Error(err)
				}
				p.Missing()
			}
		})
	}
	all.Wait()
	path, err := p.Finish(out.whole)
	must(t, err)
	same(t, out.Path(), path)
}

func TestCreateRefuses(t *testing.T) {
	s := offer(t, "file", random(5))
	for name, change := range map[string]func(h *Head){
		"another version":    func(h *Head) { h.Version[3]++ },
		"another size":       func(h *Head) { h.Size++ },
		"chunks of one byte": func(h *Head) { h.Chunk = 1 },
		"large chunks":       func(h *Head) { h.Chunk = 1 << 30 },
		"no tree":            func(h *Head) { h.Tree = nil; h.Version = Version(nil) },
	} {
		t.Run(name, func(t *testing.T) {
			at, h := newPlace(t), headOf(s)
			change(&h)
			if _, err := Create(at.state, at.downloads, h, PartOptions{}); !errors.Is(err, ErrTree) {
				t.Error(err)
			}
			at.clean(t)
		})
	}
	t.Run("more than there is room for", func(t *testing.T) {
		at := newPlace(t)
		must(t, os.MkdirAll(at.downloads, 0o755))
		free, err := Free(at.downloads)
		must(t, err)
		tree := encodeTree([]Entry{{Path: "large", Size: free + 1<<30}})
		h := Head{Size: free + 1<<30, Chunk: ChunkSize(free + 1<<30), Tree: tree, Version: Version(tree)}
		_, err = Create(at.state, at.downloads, h, PartOptions{})
		var full *NoSpaceError
		if !errors.Is(err, ErrNoSpace) || !errors.As(err, &full) || full.Need != h.Size || full.Free <= 0 || full.Free > free+1<<30 {
			t.Error(err)
		}
		at.clean(t)
	})
	t.Run("a folder that is none", func(t *testing.T) {
		at := newPlace(t)
		must(t, os.WriteFile(at.downloads, nil, 0o644))
		if _, err := Create(at.state, at.downloads, headOf(s), PartOptions{}); err == nil || len(names(t, filepath.Dir(at.state))) > 0 {
			t.Error(err)
		}
	})
	t.Run("a data folder that is not there", func(t *testing.T) {
		at := newPlace(t)
		must(t, os.Remove(filepath.Dir(at.state)))
		if _, err := Create(at.state, at.downloads, headOf(s), PartOptions{}); err == nil || len(names(t, at.downloads)) > 0 {
			t.Error(err)
		}
	})
}

func TestDownloadsAreMadeAndTheNameIsTheOffer(t *testing.T) {
	out, at := send(t, offer(t, "as it is here", random(5))), newPlace(t)
	h := headOf(out.Snapshot)
	h.Name = "../.as it is offered"
	p, err := Create(at.state, filepath.Join(at.downloads, "deeper"), h, PartOptions{System: Linux})
	must(t, err)
	defer p.Close()
	out.fill(t, p)
	path, err := p.Finish(out.whole)
	must(t, err)
	if got := strings.TrimPrefix(path, at.downloads); got != filepath.FromSlash("/deeper/_._.as it is offered") {
		t.Error(got)
	}
}
