package filestream

import (
	"bytes"
	"context"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"confab/transport/internal/files"
	"confab/transport/internal/wire"
)

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// scripted is a connection whose other end has said all it will say.
type scripted struct {
	net.Conn // nil: what is not below is not called
	in       io.Reader
	out      bytes.Buffer
}

func (c *scripted) Read(p []byte) (int, error)       { return c.in.Read(p) }
func (c *scripted) Write(p []byte) (int, error)      { return c.out.Write(p) }
func (c *scripted) SetReadDeadline(time.Time) error  { return nil }
func (c *scripted) SetWriteDeadline(time.Time) error { return nil }
func (c *scripted) Close() error                     { return nil }

func says(b []byte) *scripted { return &scripted{in: bytes.NewReader(b)} }

// wants is what all these tests ask for.
var wants = wire.Want{Room: wire.Everyone, Author: wire.Identity{1}, CID: wire.CID{1}}

// source is a file of so many bytes, ready to be sent.
func source(t testing.TB, size int) (*Stock, []byte) {
	t.Helper()
	contents := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{byte(size)}).Read(contents)
	path := filepath.Join(t.TempDir(), "plan.pdf")
	if err := os.WriteFile(path, contents, 0o600); err != nil {
		t.Fatal(err)
	}
	return NewStock(must(files.Scan(context.Background(), path, nil))(t)), contents
}

// stream is what a sender says to a WANT and all that follow.
func stream(t testing.TB, stock *Stock, want wire.Want, more ...wire.Frame) []byte {
	t.Helper()
	conn := says(nil)
	var rest []byte
	for _, f := range more {
		rest = must(wire.Append(rest, f))(t)
	}
	conn.in = bytes.NewReader(rest)
	_, _ = Supply(t.Context(), conn, &want, stock.supplier())
	return conn.out.Bytes()
}

func (s *Stock) supplier() Supplier {
	return Supplier{Find: func(*wire.Want) (*Stock, wire.RefusedReason) { return s, 0 }}
}

// sink is where a test receives.
type sink struct {
	t          testing.TB
	dir, state string
	to         Receiver
}

func newSink(t testing.TB) *sink {
	dir := t.TempDir()
	s := &sink{t: t, dir: filepath.Join(dir, "in"), state: filepath.Join(dir, "state")}
	s.to.Create = func(h files.Head) (*files.Part, error) {
		if s.to.Part != nil {
			_ = s.to.Part.Discard()
		}
		return files.Create(s.state, s.dir, h, files.PartOptions{})
	}
	return s
}

func (s *sink) pull(conn net.Conn) (string, error) {
	return Pull(s.t.Context(), conn, wants, &s.to)
}

// reset closes what has come and forgets it.
func (s *sink) reset() {
	if s.to.Part != nil {
		_ = s.to.Part.Discard()
		s.to.Part = nil
	}
	_ = os.RemoveAll(s.dir)
}

// only checks that nothing lies in the folder but parts and, perhaps, a file of these
// contents.
func (s *sink) only(contents []byte) {
	s.t.Helper()
	entries, _ := os.ReadDir(s.dir)
	for _, e := range entries {
		if filepath.Ext(e.Name()) == ".part" {
			continue
		}
		if got, err := os.ReadFile(filepath.Join(s.dir, e.Name())); err != nil || !bytes.Equal(got, contents) {
			s.t.Fatalf("%s has %d other bytes (%v)", e.Name(), len(got), err)
		}
	}
}
