//go:build unix

package files

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestPlantedLinks has another program put links and pipes where files of a part are
// to be: nothing outside is written, and nothing that is no file is taken for one.
func TestPlantedLinks(t *testing.T) {
	dir := t.TempDir()
	plant(t, dir, map[string][]byte{"top/sub/a": random(MinChunk), "top/sub/b": random(9), "top/sub/c": {}})
	out := send(t, scanned(t, filepath.Join(dir, "top")))
	outside := filepath.Join(t.TempDir(), "outside")
	for name, do := range map[string]func(part string) error{
		"a link to a file outside": func(part string) error {
			return errors.Join(os.Mkdir(filepath.Join(part, "sub"), 0o755), os.Symlink(filepath.Join(outside, "victim"), filepath.Join(part, "sub", "a")))
		},
		"a dangling link outside": func(part string) error {
			return errors.Join(os.Mkdir(filepath.Join(part, "sub"), 0o755), os.Symlink(filepath.Join(outside, "new"), filepath.Join(part, "sub", "b")))
		},
		"a link in place of an empty file": func(part string) error {
			return errors.Join(os.Mkdir(filepath.Join(part, "sub"), 0o755), os.Symlink(filepath.Join(outside, "new"), filepath.Join(part, "sub", "c")))
		},
		"a link to a folder outside": func(part string) error { return os.Symlink(outside, filepath.Join(part, "sub")) },
		"a link to a folder within": func(part string) error {
			return errors.Join(os.Mkdir(filepath.Join(part, "other"), 0o755), os.Symlink("other", filepath.Join(part, "sub")))
		},
		"a link to a file within": func(part string) error {
			sub := filepath.Join(part, "sub")
			return errors.Join(os.Mkdir(sub, 0o755), os.WriteFile(filepath.Join(sub, "x"), nil, 0o644), os.Symlink("x", filepath.Join(sub, "a")))
		},
		"a pipe": func(part string) error {
			return errors.Join(os.Mkdir(filepath.Join(part, "sub"), 0o755), syscall.Mkfifo(filepath.Join(part, "sub", "a"), 0o644))
		},
	} {
		t.Run(name, func(t *testing.T) {
			must(t, os.RemoveAll(outside))
			plant(t, outside, map[string][]byte{"victim": []byte("old")})
			at := newPlace(t)
			p := at.create(t, out.Snapshot)
			must(t, do(p.Path()))
			var err error
			for i := range out.Chunks() {
				err = errors.Join(err, p.Put(i, out.chunk(t, i), out.digest[i]))
			}
			if err == nil {
				_, err = p.Finish(out.whole)
			}
			if err == nil {
				t.Error("it is finished")
			}
			must(t, p.Close())
			if p, err := Resume(t.Context(), at.state); err == nil {
				for i := range out.Chunks() {
					_ = p.Put(i, out.chunk(t, i), out.digest[i])
				}
				if _, err := p.Finish(out.whole); err == nil {
					t.Error("resumed, it is finished")
				}
				must(t, p.Discard())
			}
			if b, err := os.ReadFile(filepath.Join(outside, "victim")); err != nil || string(b) != "old" || len(names(t, outside)) != 1 {
				t.Errorf("outside is %q with %q, %v", names(t, outside), b, err)
			}
		})
	}
	t.Run("a link in place of the part itself", func(t *testing.T) {
		must(t, os.RemoveAll(outside))
		plant(t, outside, map[string][]byte{"victim": random(MinChunk + 1)})
		out, at := send(t, offer(t, "file", random(MinChunk+1))), newPlace(t)
		p := at.create(t, out.Snapshot)
		must(t, p.Close())
		must(t, os.Remove(p.Path()))
		must(t, os.Symlink(filepath.Join(outside, "victim"), p.Path()))
		p = at.resume(t)
		if err := p.Put(0, out.chunk(t, 0), out.digest[0]); err == nil {
			t.Error("it is written")
		}
		must(t, p.Discard())
		if info, err := os.Lstat(filepath.Join(outside, "victim")); err != nil || info.Size() != MinChunk+1 {
			t.Error(err)
		}
		at.clean(t)
	})
}

func init() {
	renames["a link, or a name taken first"] = func(dir *os.Root, _, from, to string, folder bool) error {
		return renamePortably(dir, from, to, folder)
	}
}

func TestFolderIsClosedToOthersWhileItComes(t *testing.T) {
	dir := t.TempDir()
	plant(t, dir, forest)
	out := send(t, scanned(t, filepath.Join(dir, "wood")))
	at := newPlace(t)
	p := at.create(t, out.Snapshot)
	must(t, os.Mkdir(filepath.Join(at.downloads, "ordinary"), 0o777))
	ordinary, err := os.Stat(filepath.Join(at.downloads, "ordinary"))
	must(t, err)
	during, err := os.Stat(p.Path())
	must(t, err)
	must(t, p.Close())
	p = at.resume(t)
	out.fill(t, p)
	path, err := p.Finish(out.whole)
	must(t, err)
	after, err := os.Stat(path)
	must(t, err)
	if during.Mode().Perm() != 0o700 || after.Mode() != ordinary.Mode() {
		t.Errorf("it has the mode %v and then %v, others have %v", during.Mode(), after.Mode(), ordinary.Mode())
	}
}
