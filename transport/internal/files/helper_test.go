package files

import (
	"context"
	"crypto/sha256"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// role is the environment variable by which a test has this program be something else.
const role = "CONFAB_FILES_TEST_ROLE"

var roles = map[string]func(){}

func TestMain(m *testing.M) {
	if as := os.Getenv(role); as != "" {
		roles[as]()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// random returns n bytes that are the same in each run.
func random(n int) []byte {
	b := make([]byte, n)
	var seed [32]byte
	seed[0] = byte(n)
	_, _ = rand.NewChaCha8(seed).Read(b)
	return b
}

// plant makes files and folders: a path that ends in "/" is a folder, one with "!" at
// its end a program. Every one has a time of its own.
func plant(t testing.TB, dir string, content map[string][]byte) {
	t.Helper()
	clock := time.Date(2021, 3, 4, 5, 6, 7, 890_123_456, time.UTC)
	for path, b := range content {
		name, program := strings.CutSuffix(path, "!")
		at := filepath.Join(dir, filepath.FromSlash(name))
		if strings.HasSuffix(name, "/") {
			must(t, os.MkdirAll(at, 0o755))
			continue
		}
		must(t, os.MkdirAll(filepath.Dir(at), 0o755))
		mode := fs.FileMode(0o644)
		if program {
			mode = 0o755
		}
		must(t, os.WriteFile(at, b, mode))
	}
	var all []string
	must(t, filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		all = append(all, path)
		return err
	}))
	for i := len(all) - 1; i >= 0; i-- {
		must(t, os.Chtimes(all[i], clock, clock.Add(time.Duration(i)*time.Minute)))
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func scanned(t testing.TB, path string) *Snapshot {
	t.Helper()
	s, err := Scan(context.Background(), path, func(path string, why error) { t.Errorf("%s was left out: %v", path, why) })
	must(t, err)
	return s
}

// offer is a file of those bytes, as its sender offers it.
func offer(t testing.TB, name string, b []byte) *Snapshot {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	plant(t, filepath.Dir(path), map[string][]byte{name: b})
	return scanned(t, path)
}

// sent is what a sender has of a snapshot: chunks, digests, the whole.
type sent struct {
	*Snapshot
	src    *Source
	buf    []byte
	whole  [32]byte
	digest [][32]byte
}

func send(t testing.TB, s *Snapshot) *sent {
	t.Helper()
	out := &sent{Snapshot: s, src: s.Open(), buf: make([]byte, s.Chunk())}
	t.Cleanup(func() { out.src.Close() })
	h := NewWhole(s.Version())
	for i := range s.Chunks() {
		d := sha256.Sum256(out.chunk(t, i))
		out.digest = append(out.digest, d)
		h.Write(d[:])
	}
	out.whole = [32]byte(h.Sum(nil))
	return out
}

func (s *sent) chunk(t testing.TB, i int64) []byte {
	t.Helper()
	n, err := s.src.ReadChunk(i, s.buf)
	must(t, err)
	return s.buf[:n]
}

// names are what is in a folder.
func names(t testing.TB, dir string) (all []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	must(t, err)
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

var forest = map[string][]byte{
	"wood/a-b":              []byte("before a/b in bytes"),
	"wood/a/b":              []byte("after a-b"),
	"wood/a/deep/er/leaf":   random(700_000),
	"wood/empty folder/":    nil,
	"wood/a/also empty/":    nil,
	"wood/nothing":          {},
	"wood/run.sh!":          []byte("#!/bin/sh\n"),
	"wood/报告 (最终).txt":      []byte("你好"),
	"wood/z big":            random(2*MinChunk + 17),
	"wood/z nothing either": {},
}
