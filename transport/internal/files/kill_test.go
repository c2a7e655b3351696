package files

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// copyOf copies what a receiver has on its disk, as a process leaves it that is killed
// now.
func (at place) copyOf(t testing.TB) (copied string) {
	t.Helper()
	copied = filepath.Join(t.TempDir(), "copy")
	duplicate(t, at.root, copied)
	return copied
}

// restore makes a copy what is on the disk.
func (at place) restore(t testing.TB, copied string) {
	t.Helper()
	must(t, os.RemoveAll(at.root))
	duplicate(t, copied, at.root)
}

// duplicate copies a folder with modes and times.
func duplicate(t testing.TB, from, to string) {
	t.Helper()
	must(t, os.CopyFS(to, os.DirFS(from)))
	var folders []string
	set := func(path string) {
		rel, err := filepath.Rel(from, path)
		must(t, err)
		info, err := os.Lstat(path)
		must(t, err)
		must(t, os.Chmod(filepath.Join(to, rel), info.Mode()))
		must(t, os.Chtimes(filepath.Join(to, rel), info.ModTime(), info.ModTime()))
	}
	must(t, filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		must(t, err)
		if d.IsDir() {
			folders = append(folders, path)
		} else {
			set(path)
		}
		return nil
	}))
	for _, path := range slices.Backward(folders) {
		set(path)
	}
}

// transfers are what the tests of crashes receive.
func transfers(t *testing.T) map[string]*sent {
	dir := t.TempDir()
	plant(t, dir, forest)
	return map[string]*sent{
		"a file":     send(t, offer(t, "file", random(3*MinChunk-9))),
		"a folder":   send(t, scanned(t, filepath.Join(dir, "wood"))),
		"no bytes":   send(t, offer(t, "empty", nil)),
		"no entries": send(t, scanned(t, filepath.Join(dir, "wood", "empty folder"))),
	}
}

// goOn receives what is missing from what is on the disk, or all if that cannot be
// resumed, and insists on the right bytes under the first name.
func goOn(t *testing.T, out *sent, at place, mayRestart bool) {
	t.Helper()
	p, err := Resume(context.Background(), at.state)
	if err != nil {
		if !mayRestart || !errors.Is(err, ErrGone) && !errors.Is(err, ErrCorrupt) {
			t.Errorf("resuming: %v", err)
		}
		for _, name := range names(t, at.downloads) { // what a sidecar names no more
			must(t, os.RemoveAll(filepath.Join(at.downloads, name)))
		}
		p = at.create(t, out.Snapshot)
	}
	defer p.Close()
	out.fill(t, p)
	path, err := p.Finish(out.whole)
	if err != nil {
		t.Errorf("finishing: %v", err)
		return
	}
	same(t, out.Path(), path)
	at.clean(t, out.Name())
}

func TestKilledAtEveryPoint(t *testing.T) {
	for name, out := range transfers(t) {
		t.Run(name, func(t *testing.T) {
			type crash struct {
				point, copied string
				have          int64
			}
			var crashes []crash
			at := newPlace(t)
			p := at.create(t, out.Snapshot)
			note := func(point string) func() {
				return func() { crashes = append(crashes, crash{point, at.copyOf(t), p.Have()}) }
			}
			note("after Create")()
			p.Hooks = Hooks{note("before the write"), note("before the mark"), note("before the sync"), note("before the rename"), note("after the rename")}
			for _, i := range rand.Perm(int(out.Chunks())) {
				must(t, p.Put(int64(i), out.chunk(t, int64(i)), out.digest[i]))
				note("after Put")()
			}
			_, err := p.Finish(out.whole)
			must(t, err)
			if want := 4 + 3*int(out.Chunks()); len(crashes) != want {
				t.Errorf("%d crashes, not %d", len(crashes), want)
			}
			for i, c := range crashes {
				t.Run(fmt.Sprintf("%d, %s", i, c.point), func(t *testing.T) {
					at.restore(t, c.copied)
					p := at.resume(t)
					if p.Have() != c.have {
						t.Errorf("%d bytes are there, not %d", p.Have(), c.have)
					}
					must(t, p.Close())
					goOn(t, out, at, false)
				})
			}
		})
	}
}

func TestSecondLinkOfARenameThatWasKilled(t *testing.T) {
	out, at := send(t, offer(t, "file", random(9))), newPlace(t)
	p := at.create(t, out.Snapshot)
	out.fill(t, p)
	died := errors.New("died")
	p.Hooks.BeforeRename = func() { panic(died) }
	func() {
		defer func() { _ = recover() }()
		_, _ = p.Finish(out.whole)
	}()
	must(t, p.state.setFinal("file"))
	must(t, os.Link(filepath.Join(at.downloads, p.part), filepath.Join(at.downloads, "file")))
	again := at.resume(t)
	if len(again.Missing()) > 0 || again.Path() != filepath.Join(at.downloads, "file") {
		t.Errorf("missing %v of %s", again.Missing(), again.Path())
	}
	goOn(t, out, at, false)
}

// wound changes a file as a bad disk does.
func wound(t *testing.T, path string, r *rand.Rand) {
	t.Helper()
	b, err := os.ReadFile(path)
	must(t, err)
	if len(b) == 0 {
		return
	}
	switch at := r.IntN(len(b)); r.IntN(4) {
	case 0:
		b = b[:at]
	case 1:
		clear(b[at:min(len(b), at+4096)])
	default:
		b[at] ^= 1 << r.IntN(8)
	}
	must(t, os.WriteFile(path, b, 0o600))
}

func TestDamageIsNeverAWrongFile(t *testing.T) {
	for name, out := range transfers(t) {
		t.Run(name, func(t *testing.T) {
			at := newPlace(t)
			p := at.create(t, out.Snapshot)
			for i := range (out.Chunks() + 1) / 2 {
				must(t, p.Put(i, out.chunk(t, i), out.digest[i]))
			}
			half := at.copyOf(t)
			out.fill(t, p)
			all := at.copyOf(t)
			must(t, p.Discard())
			r := rand.New(rand.NewPCG(12, 4))
			for n := range 60 {
				at.restore(t, []string{half, all}[n%2])
				var victims []string
				must(t, filepath.WalkDir(at.downloads, func(path string, d fs.DirEntry, err error) error {
					if err == nil && !d.IsDir() {
						victims = append(victims, path)
					}
					return err
				}))
				switch n % 3 {
				case 0:
					victims = []string{at.state}
				case 1:
					victims = append(victims, at.state)
				}
				if len(victims) > 0 {
					victim := victims[r.IntN(len(victims))]
					wound(t, victim, r)
					if n%7 == 0 && victim != at.state {
						must(t, os.Remove(victim))
					}
				}
				goOn(t, out, at, true)
			}
		})
	}
	t.Run("each byte of the head of a sidecar", func(t *testing.T) {
		out, at := send(t, offer(t, "file", random(5))), newPlace(t)
		p := at.create(t, out.Snapshot)
		out.fill(t, p)
		must(t, p.Close())
		whole, err := os.ReadFile(at.state)
		must(t, err)
		for i := range whole[:p.Tree().Len()+150] {
			b := append([]byte(nil), whole...)
			b[i] ^= 0x41
			must(t, os.WriteFile(at.state, b, 0o600))
			if p, err := Resume(t.Context(), at.state); err == nil {
				p.Close()
				if i < 150 {
					t.Errorf("byte %d counts for nothing", i)
				}
			} else if !errors.Is(err, ErrCorrupt) {
				t.Error(err)
			}
		}
	})
	t.Run("a sidecar that says too much", func(t *testing.T) {
		at := newPlace(t)
		for _, b := range []string{"", sidecarMagic, sidecarMagic + "\xff\xff\xff\xff", sidecarMagic + "\x00\x00\x00\x00" + strings.Repeat("\x00", 64)} {
			must(t, os.WriteFile(at.state, []byte(b), 0o600))
			if _, err := Resume(t.Context(), at.state); !errors.Is(err, ErrCorrupt) {
				t.Errorf("%q: %v", b, err)
			}
		}
		must(t, Discard(at.state))
		at.clean(t)
	})
}

func TestResumeSaysWhatIsGone(t *testing.T) {
	out := send(t, offer(t, "file", random(MinChunk+1)))
	begin := func(t *testing.T) (place, string) {
		at := newPlace(t)
		p := at.create(t, out.Snapshot)
		must(t, p.Put(0, out.chunk(t, 0), out.digest[0]))
		must(t, p.Close())
		return at, p.Path()
	}
	for name, remove := range map[string]func(at place, part string) error{
		"the sidecar":                     func(at place, _ string) error { return os.Remove(at.state) },
		"the part":                        func(_ place, part string) error { return os.Remove(part) },
		"the folder of downloads":         func(at place, _ string) error { return os.RemoveAll(at.downloads) },
		"the part, and a folder is there": func(_ place, part string) error { return errors.Join(os.Remove(part), os.Mkdir(part, 0o755)) },
	} {
		t.Run(name, func(t *testing.T) {
			at, part := begin(t)
			must(t, remove(at, part))
			if _, err := Resume(t.Context(), at.state); !errors.Is(err, ErrGone) {
				t.Error(err)
			}
			must(t, Discard(at.state))
			if len(names(t, filepath.Dir(at.state))) > 0 {
				t.Error("the sidecar is still there")
			}
		})
	}
	t.Run("a context that ends ends it, and it can be resumed later", func(t *testing.T) {
		at, _ := begin(t)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := Resume(ctx, at.state); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		p := at.resume(t)
		if p.Have() != MinChunk {
			t.Errorf("%d bytes", p.Have())
		}
		must(t, p.Close())
		must(t, Discard(at.state))
		at.clean(t)
	})
	t.Run("the state is written over by a new Create", func(t *testing.T) {
		at, part := begin(t)
		must(t, os.Remove(part))
		p := at.create(t, out.Snapshot)
		if p.Have() != 0 {
			t.Errorf("%d bytes", p.Have())
		}
		must(t, p.Close())
		goOn(t, out, at, false)
	})
}
