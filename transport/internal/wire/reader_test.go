package wire

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
)

// head returns a frame's head.
func head(t Type, n uint32) []byte {
	return append(binary.BigEndian.AppendUint32(nil, n), byte(t))
}

// filled returns a PING whose map has n bytes: Token 7, and zeros under a key
// that is not known.
func filled(t testing.TB, n int) []byte {
	t.Helper()
	for size := n; size > 0; size-- {
		b := append([]byte{majorMap | 2, 1, 7, 2}, appendHead(nil, majorBytes, uint64(size))...)
		if b = append(b, make([]byte, size)...); len(b) == n {
			return append(head(TypePing, uint32(n)), b...)
		}
	}
	t.Fatalf("no frame of %d bytes", n)
	return nil
}

// all returns every frame of a stream, and how it ended.
func all(r *Reader) (frames []Frame, err error) {
	for {
		f, err := r.Next()
		if err != nil {
			return frames, err
		}
		frames = append(frames, f)
	}
}

func TestReader(t *testing.T) {
	var stream []byte
	var want []Frame
	for _, s := range samples() {
		stream = append(stream, encode(t, s.frame)...)
		want = append(want, s.frame)
	}
	ways := map[string]func(io.Reader) io.Reader{
		"all at once":            func(r io.Reader) io.Reader { return r },
		"one byte at a time":     iotest.OneByteReader,
		"half of what was asked": iotest.HalfReader,
		"with the end":           iotest.DataErrReader,
	}
	for way, through := range ways {
		t.Run("frames that arrive "+way+" are the same", func(t *testing.T) {
			got, err := all(NewReader(through(bytes.NewReader(stream))))
			if err != io.EOF || !reflect.DeepEqual(got, want) {
				t.Errorf("%d of %d frames, %v", len(got), len(want), err)
			}
		})
	}
	t.Run("a stream cut at any byte gives the frames before, and says that it was cut", func(t *testing.T) {
		ends := map[int]int{0: 0} // where a frame ends, and how many end by there
		for i, at := 0, 0; i < len(want); i++ {
			at += len(encode(t, want[i]))
			ends[at] = i + 1
		}
		whole := 0
		for n := range len(stream) {
			count, between := ends[n]
			if between {
				whole = count
			}
			got, err := all(NewReader(bytes.NewReader(stream[:n])))
			if len(got) != whole || between != (err == io.EOF) || !between && !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Fatalf("%d bytes: %d of %d frames, %v", n, len(got), whole, err)
			}
			if ByeFor(err) != nil {
				t.Fatalf("%d bytes: somebody is told of %v", n, err)
			}
		}
	})
	t.Run("the stream's own error is told, between frames and within one", func(t *testing.T) {
		for _, n := range []int{0, 3, 5, 7} {
			_, err := NewReader(io.MultiReader(bytes.NewReader(stream[:n]), iotest.ErrReader(os.ErrDeadlineExceeded))).Next()
			if !errors.Is(err, os.ErrDeadlineExceeded) || err == os.ErrDeadlineExceeded {
				t.Errorf("%d bytes: %v", n, err)
			}
		}
	})
	t.Run("a type that is not known is passed over from 0x80 on, with all it holds", func(t *testing.T) {
		var b []byte
		for _, typ := range []Type{0x92, 0xFF} {
			b = append(append(b, head(typ, 0)...), head(typ, 9)...)
			b = append(append(b, "not CBOR!"...), encode(t, &Ping{Token: uint64(typ)})...)
		}
		got, err := all(NewReader(iotest.OneByteReader(bytes.NewReader(b))))
		if err != io.EOF || !reflect.DeepEqual(got, []Frame{&Ping{0x92}, &Ping{0xFF}}) {
			t.Errorf("%v, %v", got, err)
		}
	})
	t.Run("a type that is not known is refused below 0x80, before its map came", func(t *testing.T) {
		for _, typ := range []Type{0, 0x0D, 0x13, 0x1F, 0x7F} {
			_, err := NewReader(bytes.NewReader(head(typ, 100))).Next()
			if bye := ByeFor(err); bye == nil || bye.Reason != ByeUnexpected || !strings.HasSuffix(bye.Detail, ": not known") {
				t.Errorf("%v: %v", typ, err)
			}
		}
	})
	t.Run("a skipped frame that is cut says so", func(t *testing.T) {
		_, err := NewReader(bytes.NewReader(append(head(0x90, 5), 1, 2))).Next()
		if !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Error(err)
		}
	})
	t.Run("an error is final", func(t *testing.T) {
		r := NewReader(bytes.NewReader(append(head(0x62, 1), stream...)))
		_, first := r.Next()
		if _, again := r.Next(); first == nil || again != first {
			t.Errorf("%v, then %v", first, again)
		}
	})
	t.Run("a frame that is refused leaves nothing in the next one", func(t *testing.T) {
		if _, err := NewReader(bytes.NewReader(filled(t, FirstFrameBytes)[:40])).Next(); err == nil {
			t.Fatal("a cut frame was taken")
		}
		got, err := all(NewReader(bytes.NewReader(stream)))
		if err != io.EOF || !reflect.DeepEqual(got, want) {
			t.Errorf("%d frames, %v", len(got), err)
		}
	})
}

func TestReaderLimits(t *testing.T) {
	tests := []struct {
		who   string
		set   int // 0: not set
		limit int
	}{
		{"a stranger", 0, FirstFrameBytes},
		{"a member", MaxFrameBytes, MaxFrameBytes},
		{"nobody above the specification", 1 << 30, MaxFrameBytes},
		{"a number between", 10_000, 10_000},
	}
	for _, tt := range tests {
		read := func(b []byte) (Frame, error) {
			r := NewReader(iotest.HalfReader(bytes.NewReader(b)))
			if tt.set != 0 {
				r.SetLimit(tt.set)
			}
			return r.Next()
		}
		t.Run("a frame as long as the limit is taken from "+tt.who, func(t *testing.T) {
			f, err := read(filled(t, tt.limit))
			if err != nil || !reflect.DeepEqual(f, &Ping{Token: 7}) {
				t.Errorf("%+v, %v", f, err)
			}
		})
		t.Run("a frame longer than the limit is refused before it is read from "+tt.who, func(t *testing.T) {
			for _, typ := range []Type{TypePing, 0x62, 0xFF} {
				for _, n := range []uint32{uint32(tt.limit) + 1, 1 << 31, 1<<32 - 1} {
					_, err := read(head(typ, n))
					want := fmt.Sprintf("%v: %d bytes, at most %d", typ, n, tt.limit)
					if bye := ByeFor(err); bye == nil || bye.Reason != ByeTooLong || bye.Detail != want {
						t.Errorf("%v, want %s", err, want)
					}
				}
			}
		})
	}
	t.Run("the limit can be raised between two frames", func(t *testing.T) {
		r := NewReader(bytes.NewReader(append(filled(t, FirstFrameBytes), filled(t, MaxFrameBytes)...)))
		if _, err := r.Next(); err != nil {
			t.Fatal(err)
		}
		r.SetLimit(MaxFrameBytes)
		if _, err := r.Next(); err != nil {
			t.Error(err)
		}
	})
	t.Run("who announces 256 KiB and sends less costs no more than twice that", func(t *testing.T) {
		for _, sent := range []int{0, 5_000, 40_000} {
			stream := append(head(TypePost, MaxFrameBytes), make([]byte, sent)...)
			got := allocated(func() {
				r := NewReader(bytes.NewReader(stream))
				r.SetLimit(MaxFrameBytes)
				if _, err := r.Next(); !errors.Is(err, io.ErrUnexpectedEOF) {
					t.Error(err)
				}
			})
			// Growing copies: all sizes on the way add up to twice the last.
			if most := uint64(4*sent + 3*bufferBytes); got > most {
				t.Errorf("%d bytes sent: %d allocated, at most %d", sent, got, most)
			}
		}
	})
	t.Run("decoding costs a small multiple of the frame at most, whatever it announces", func(t *testing.T) {
		frames := map[string][]byte{
			"a full GOT":            must(oracle.Marshal(map[any]any{1: ofRooms(MaxElements, 1)})),
			"a GOT of 4096 rooms":   append([]byte{majorMap | 1, 1}, appendHead(nil, majorMap, MaxElements)...),
			"the same, not begun":   append([]byte{majorMap | 1, 1, majorMap | 25, 0x10, 0x00}, make([]byte, 2*MaxElements)...),
			"zeros":                 make([]byte, MaxFrameBytes),
			"heads of long strings": bytes.Repeat([]byte{majorBytes | 27}, MaxFrameBytes),
		}
		for name, m := range frames {
			for i := range 256 {
				got := allocated(func() { _, _ = Decode(Type(i), m) })
				if most := uint64(4*len(m) + 4096); got > most {
					t.Errorf("%s as %v: %d bytes allocated for %d", name, Type(i), got, len(m))
				}
			}
		}
	})
}

// allocated returns how many bytes do allocates.
func allocated(do func()) uint64 {
	do() // fills the pools
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}
