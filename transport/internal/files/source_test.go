package files

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestSourceReadsWhatWasScanned(t *testing.T) {
	dir := t.TempDir()
	plant(t, dir, forest)
	out := send(t, scanned(t, filepath.Join(dir, "wood")))
	var got []byte
	for i := range out.Chunks() {
		got = append(got, out.chunk(t, i)...)
	}
	var want []byte
	for i := range out.tree.Len() {
		if e := out.tree.Entry(i); !e.Folder {
			b, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(e.Path)))
			must(t, err)
			want = append(want, b...)
		}
	}
	if !bytes.Equal(got, want) || int64(len(got)) != out.Size() {
		t.Error("other bytes")
	}
	t.Run("in any order", func(t *testing.T) {
		for i := out.Chunks() - 1; i >= 0; i-- {
			from := i * int64(out.Snapshot.Chunk())
			if b := out.chunk(t, i); !bytes.Equal(b, want[from:from+int64(len(b))]) {
				t.Errorf("chunk %d has other bytes", i)
			}
		}
	})
	t.Run("no chunk is beyond the ends, and a short buffer takes none", func(t *testing.T) {
		for _, i := range []int64{-1, out.Chunks(), 1 << 62} {
			if _, err := out.src.ReadChunk(i, out.buf); err == nil {
				t.Error(i)
			}
		}
		if _, err := out.src.ReadChunk(0, out.buf[1:]); !errors.Is(err, io.ErrShortBuffer) {
			t.Error(err)
		}
		src := out.Open()
		must(t, src.Close())
		if _, err := src.ReadChunk(0, out.buf); !errors.Is(err, fs.ErrClosed) {
			t.Error(err)
		}
	})
}

// change is what can happen to a file of three chunks.
type change struct {
	do   func(path string) error
	kind error
}

var changes = map[string]change{
	"is written to": {func(path string) error {
		return errors.Join(patch(path, 5, []byte("x")), os.Chtimes(path, time.Time{}, time.Now()))
	}, ErrChanged},
	"grows":            {func(path string) error { return os.Truncate(path, 3*MinChunk+1) }, ErrChanged},
	"shrinks":          {func(path string) error { return os.Truncate(path, 3*MinChunk-1) }, ErrChanged},
	"is emptied":       {func(path string) error { return os.Truncate(path, 0) }, ErrChanged},
	"has another time": {func(path string) error { return os.Chtimes(path, time.Time{}, time.Unix(1, 0)) }, ErrChanged},
	"is removed":       {os.Remove, ErrGone},
	"is replaced": {func(path string) error {
		return errors.Join(os.Remove(path), os.WriteFile(path, random(3*MinChunk), 0o644))
	}, ErrChanged},
	"becomes a folder": {func(path string) error { return errors.Join(os.Remove(path), os.Mkdir(path, 0o755)) }, ErrChanged},
	"loses its folder": {func(path string) error { return os.RemoveAll(filepath.Dir(path)) }, ErrGone},
	"has a file for folder": {func(path string) error {
		return errors.Join(os.RemoveAll(filepath.Dir(path)), os.WriteFile(filepath.Dir(path), nil, 0o644))
	}, ErrChanged},
}

// patch writes within a file.
func patch(path string, at int64, b []byte) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteAt(b, at)
	return errors.Join(err, f.Close())
}

func TestFileThatChangesIsNeverMixed(t *testing.T) {
	for name, change := range changes {
		for _, folder := range []bool{false, true} {
			set := func(t *testing.T) (src *Source, path string, buf []byte) {
				dir := t.TempDir()
				plant(t, dir, map[string][]byte{"top/sub/file": random(3 * MinChunk), "top/zebra": []byte("z")})
				path = filepath.Join(dir, "top", "sub", "file")
				offered := path
				if folder {
					offered = filepath.Join(dir, "top")
				}
				src = scanned(t, offered).Open()
				t.Cleanup(func() { src.Close() })
				return src, path, make([]byte, MinChunk)
			}
			said := func(t *testing.T, err error, path string) {
				t.Helper()
				kind := change.kind
				if name == "has a file for folder" && !folder {
					kind = ErrGone // it is a folder's file no more
				}
				if name == "has a link for folder" && !folder && err == nil {
					return // what is offered is the file that is found by its path
				}
				var fault *Error
				if !errors.Is(err, kind) || !errors.As(err, &fault) || !strings.Contains(filepath.Base(path)+"|"+filepath.Base(filepath.Dir(path)), filepath.Base(fault.Path)) {
					t.Errorf("it is %v", err)
				}
			}
			label := name
			if folder {
				label += ", in a folder"
			}
			t.Run(label+", before it is read", func(t *testing.T) {
				src, path, buf := set(t)
				must(t, change.do(path))
				_, err := src.ReadChunk(0, buf)
				said(t, err, path)
			})
			t.Run(label+", between two chunks", func(t *testing.T) {
				src, path, buf := set(t)
				_, err := src.ReadChunk(0, buf)
				must(t, err)
				must(t, change.do(path))
				n, err := src.ReadChunk(1, buf)
				if err == nil {
					// What is open is still the file that was scanned.
					if !bytes.Equal(buf[:n], random(3 * MinChunk)[MinChunk:2*MinChunk]) {
						t.Error("other bytes")
					}
					src.Close()
					src = src.snapshot.Open()
					_, err = src.ReadChunk(1, buf)
				}
				said(t, err, path)
				src.Close()
			})
		}
	}
}

func TestFileThatChangesWithinAChunk(t *testing.T) {
	for name, size := range map[string]int64{"grows": 3*MinChunk + 1, "shrinks": 2 * MinChunk, "shrinks to within the chunk": MinChunk + 5} {
		t.Run(name, func(t *testing.T) {
			s := offer(t, "file", random(3*MinChunk))
			src := s.Open()
			defer src.Close()
			must(t, src.openRoot())
			buf := make([]byte, MinChunk)
			// The file is opened, and compared, before it changes.
			err := src.files.each(MinChunk, buf, src.open, func(i int, f *os.File, piece []byte, at int64) error {
				must(t, os.Truncate(s.Path(), size))
				return src.read(i, f, piece, at)
			})
			if !errors.Is(err, ErrChanged) {
				t.Errorf("%v instead of a refusal", err)
			}
		})
	}
	t.Run("the second file of a chunk is removed after the first was read", func(t *testing.T) {
		dir := t.TempDir()
		plant(t, dir, map[string][]byte{"top/a": []byte("1"), "top/b": []byte("2")})
		src := scanned(t, filepath.Join(dir, "top")).Open()
		defer src.Close()
		must(t, src.openRoot())
		err := src.files.each(0, make([]byte, 2), src.open, func(i int, f *os.File, piece []byte, at int64) error {
			_ = os.Remove(filepath.Join(dir, "top", "b"))
			return src.read(i, f, piece, at)
		})
		if !errors.Is(err, ErrGone) || !strings.Contains(err.Error(), filepath.Join("top", "b")) {
			t.Error(err)
		}
	})
}
