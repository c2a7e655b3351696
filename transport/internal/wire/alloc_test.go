//go:build !race

package wire

import (
	"bytes"
	"io"
	"slices"
	"testing"
)

// plain are the samples without an offer, which is decoded to be checked.
func plain() []sample {
	return slices.DeleteFunc(samples(), func(s sample) bool {
		switch f := s.frame.(type) {
		case *Post:
			return f.File != ""
		case *Event:
			return f.File != ""
		}
		return false
	})
}

// The race detector allocates by itself, so these run without it.
func TestAllocations(t *testing.T) {
	t.Run("Append allocates nothing where there is room", func(t *testing.T) {
		b := make([]byte, 0, 4096)
		for _, s := range plain() {
			if n := testing.AllocsPerRun(100, func() { _, _ = Append(b, s.frame) }); n >= 1 {
				t.Errorf("%s: %v allocations", s.name, n)
			}
		}
	})
	t.Run("Check allocates nothing, and Encode what it returns", func(t *testing.T) {
		for _, s := range plain() {
			if n := testing.AllocsPerRun(100, func() { _ = Check(s.frame) }); n >= 1 {
				t.Errorf("%s: Check: %v allocations", s.name, n)
			}
			if n := testing.AllocsPerRun(100, func() { _, _ = Encode(s.frame) }); n >= 2 {
				t.Errorf("%s: Encode: %v allocations", s.name, n)
			}
		}
	})
	t.Run("a Writer allocates nothing from batch to batch", func(t *testing.T) {
		w := NewWriter(io.Discard)
		frame := &Event{Post: Post{CID: cid(1), Room: Everyone, Kind: Text, Body: "Hello"}, Seq: 1, From: alice}
		n := testing.AllocsPerRun(100, func() {
			for range 20 {
				if err := w.Append(frame); err != nil {
					t.Fatal(err)
				}
			}
			if err := w.Flush(); err != nil {
				t.Fatal(err)
			}
		})
		if n >= 1 {
			t.Errorf("%v allocations", n)
		}
	})
	t.Run("a Reader allocates the frame and its text, and nothing else", func(t *testing.T) {
		b := encode(t, &Event{Post: Post{CID: cid(1), Room: Everyone, Kind: Text, Body: "Hello"}, Seq: 1, From: alice})
		stream := bytes.NewReader(nil)
		r := NewReader(stream)
		n := testing.AllocsPerRun(100, func() {
			stream.Reset(b)
			if _, err := r.Next(); err != nil {
				t.Fatal(err)
			}
		})
		if n >= 3 {
			t.Errorf("%v allocations", n)
		}
	})
}
