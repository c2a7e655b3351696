package wire

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
)

// calls records each call of Write.
type calls struct {
	wrote [][]byte
	err   error
}

func (c *calls) Write(b []byte) (int, error) {
	if c.err != nil {
		return 0, c.err
	}
	c.wrote = append(c.wrote, bytes.Clone(b))
	return len(b), nil
}

func TestWriter(t *testing.T) {
	long := &Post{CID: cid(1), Room: Everyone, Kind: Text, Body: strings.Repeat("a", MaxTextBytes)}

	t.Run("frames of one batch are one write, and come back as they went", func(t *testing.T) {
		var out calls
		w := NewWriter(&out)
		var want []Frame
		for _, s := range samples() {
			if err := w.Append(s.frame); err != nil {
				t.Fatal(err)
			}
			want = append(want, s.frame)
		}
		if len(out.wrote) != 0 {
			t.Fatal("written before Flush")
		}
		n := w.Len()
		if err := w.Flush(); err != nil || len(out.wrote) != 1 || len(out.wrote[0]) != n || w.Len() != 0 {
			t.Fatalf("%v, %d writes, %d left", err, len(out.wrote), w.Len())
		}
		if got, err := all(NewReader(bytes.NewReader(out.wrote[0]))); err != io.EOF || !reflect.DeepEqual(got, want) {
			t.Errorf("%d of %d frames, %v", len(got), len(want), err)
		}
	})
	t.Run("an empty batch is no write", func(t *testing.T) {
		var out calls
		w := NewWriter(&out)
		_ = w.Append(&Ack{})
		if err := w.Flush(); err != nil || len(out.wrote) != 0 {
			t.Errorf("%v, %d writes", err, len(out.wrote))
		}
	})
	t.Run("a frame refused leaves the batch as it was", func(t *testing.T) {
		var out calls
		w := NewWriter(&out)
		var r *Refusal
		if err := errors.Join(w.Append(&Ping{1}), nil); err != nil {
			t.Fatal(err)
		}
		if err := w.Append(&Ack{}); !errors.As(err, &r) {
			t.Fatal(err)
		}
		if err := errors.Join(w.Append(&Ping{2}), w.Flush()); err != nil {
			t.Fatal(err)
		}
		if got, _ := all(NewReader(bytes.NewReader(out.wrote[0]))); !reflect.DeepEqual(got, []Frame{&Ping{1}, &Ping{2}}) {
			t.Errorf("%v", got)
		}
	})
	t.Run("a frame longer than the other side takes is refused until the limit is raised", func(t *testing.T) {
		w := NewWriter(io.Discard)
		if bye := ByeFor(w.Append(long)); bye == nil || bye.Reason != ByeTooLong || w.Len() != 0 {
			t.Errorf("%+v, %d bytes kept", bye, w.Len())
		}
		w.SetLimit(1 << 30)
		if err := w.Append(long); err != nil {
			t.Error(err)
		}
		fits := w.Len() - headBytes
		w.SetLimit(fits)
		if err := w.Append(long); err != nil {
			t.Errorf("as long as the limit: %v", err)
		}
		w.SetLimit(fits - 1)
		if err := w.Append(long); err == nil {
			t.Error("a byte above the limit was taken")
		}
	})
	t.Run("a batch is full at BatchBytes", func(t *testing.T) {
		w := NewWriter(io.Discard)
		for want := range 2 {
			if w.Full() {
				t.Errorf("full at %d bytes", w.Len())
			}
			if err := w.AppendEncoded(make([]byte, BatchBytes/2)); err != nil || w.Len() != (want+1)*BatchBytes/2 {
				t.Errorf("%v, %d bytes", err, w.Len())
			}
		}
		if !w.Full() {
			t.Errorf("not full at %d bytes", w.Len())
		}
	})
	t.Run("an event encoded once reads the same for everyone, and the Writer keeps no hold of it", func(t *testing.T) {
		ev := &Event{Post: *long, Seq: 1, From: alice}
		once := encode(t, ev)
		var out calls
		w := NewWriter(&out)
		if err := w.AppendEncoded(once); err != nil {
			t.Fatal(err)
		}
		clear(once)
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		r := NewReader(bytes.NewReader(out.wrote[0]))
		r.SetLimit(MaxFrameBytes)
		if got, err := r.Next(); err != nil || !reflect.DeepEqual(got, ev) {
			t.Errorf("%v", err)
		}
	})
	t.Run("two Writers that were flushed do not share a batch", func(t *testing.T) {
		var a, b calls
		one, two := NewWriter(&a), NewWriter(&b)
		for i := range uint64(10) {
			if err := errors.Join(one.Append(&Ping{i}), two.Append(&Pong{i}), one.Flush(), one.Append(&Ping{i}), two.Flush(), two.Append(&Pong{i})); err != nil {
				t.Fatal(err)
			}
			if one.Len() != two.Len() || one.batch == two.batch {
				t.Fatalf("%d and %d bytes", one.Len(), two.Len())
			}
			if err := errors.Join(one.Flush(), two.Flush()); err != nil {
				t.Fatal(err)
			}
			if one.batch != nil || two.batch != nil {
				t.Fatal("memory is held at rest")
			}
		}
		for _, out := range []struct {
			calls
			typ Type
		}{{a, TypePing}, {b, TypePong}} {
			got, err := all(NewReader(bytes.NewReader(bytes.Join(out.wrote, nil))))
			if err != io.EOF || len(got) != 20 {
				t.Fatalf("%d frames, %v", len(got), err)
			}
			for _, f := range got {
				if f.Type() != out.typ {
					t.Fatalf("%v among those of the other", f.Type())
				}
			}
		}
	})
	t.Run("a write that fails is final, and nothing is collected after it", func(t *testing.T) {
		out := calls{err: io.ErrClosedPipe}
		w := NewWriter(&out)
		_ = w.Append(&Ping{1})
		first := w.Flush()
		if !errors.Is(first, io.ErrClosedPipe) {
			t.Fatal(first)
		}
		out.err = nil
		for _, err := range []error{w.Append(&Ping{2}), w.AppendEncoded([]byte{1}), w.Flush()} {
			if err != first {
				t.Errorf("%v", err)
			}
		}
		if w.Len() != 0 || len(out.wrote) != 0 {
			t.Errorf("%d bytes kept, %d writes", w.Len(), len(out.wrote))
		}
	})
}
