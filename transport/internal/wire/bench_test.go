package wire

import (
	"bytes"
	"io"
	"testing"
)

// line is an event as most are.
func line() *Event {
	return &Event{
		Post: Post{CID: cid(1), Room: Everyone, Kind: Text, Body: "Hello, this is a usual line of talk in a room.", ClientTime: 1790000000000},
		Seq:  123456, From: alice, ServerTime: 1790000000001,
	}
}

func BenchmarkEncodeEvent(b *testing.B) {
	f := line()
	var out []byte
	b.ReportAllocs()
	for b.Loop() {
		out, _ = Append(out[:0], f)
	}
	b.SetBytes(int64(len(out)))
}

func BenchmarkDecodeEvent(b *testing.B) {
	in := encode(b, line())
	b.ReportAllocs()
	b.SetBytes(int64(len(in)))
	for b.Loop() {
		if _, err := Decode(TypeEvent, in[headBytes:]); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadEvent(b *testing.B) {
	in := encode(b, line())
	stream := bytes.NewReader(nil)
	r := NewReader(stream)
	b.ReportAllocs()
	b.SetBytes(int64(len(in)))
	for b.Loop() {
		stream.Reset(in)
		if _, err := r.Next(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWriteBatchOf256Events(b *testing.B) {
	f := line()
	w := NewWriter(io.Discard)
	b.ReportAllocs()
	for b.Loop() {
		for range 256 {
			if err := w.Append(f); err != nil {
				b.Fatal(err)
			}
		}
		if err := w.Flush(); err != nil {
			b.Fatal(err)
		}
	}
}
