package wire

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"math"
	"math/big"
	"reflect"
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"
)

func TestRefusedVectors(t *testing.T) {
	for name, digits := range readVectors(t, "testdata/refused.txt") {
		t.Run("refused is "+name, func(t *testing.T) {
			b, err := hex.DecodeString(digits)
			if err != nil {
				t.Fatal(err)
			}
			f, err := NewReader(bytes.NewReader(b)).Next()
			var r *Refusal
			if f != nil || !errors.As(err, &r) {
				t.Fatalf("%+v, %v", f, err)
			}
			if bye := ByeFor(err); bye.Reason != ByeMalformed && bye.Reason != ByeUnexpected {
				t.Errorf("%+v", bye)
			}
			t.Log(err)
		})
	}
}

// deep returns an array in an array and so on, n of them.
func deep(n int) any {
	var v any = []any{}
	for range n - 1 {
		v = []any{v}
	}
	return v
}

func TestUnknownKeys(t *testing.T) {
	ping := &Ping{Token: 7}
	fine := map[string]any{
		"numbers":                        []any{uint64(math.MaxUint64), -1, int64(math.MinInt64)},
		"false and true":                 []any{false, true},
		"bytes that are not UTF-8":       []byte{0xFF},
		"text of 32 KiB":                 strings.Repeat("a", MaxTextBytes),
		"4096 elements":                  make([]bool, MaxElements),
		"4096 pairs":                     ofRooms(MaxElements, 1),
		"maps keyed by numbers and text": map[any]any{1: 1, -1: 2, "a": 3, cbor.ByteString("b"): 4},
		"8 deep, the frame counted":      deep(MaxDepth - 1),
	}
	for name, value := range fine {
		t.Run("ignored are "+name, func(t *testing.T) {
			for _, key := range []uint64{0, 2, math.MaxUint64} {
				f, err := Decode(TypePing, with(t, ping, value, key))
				if err != nil || !reflect.DeepEqual(f, ping) {
					t.Errorf("key %d: %+v, %v", key, f, err)
				}
			}
		})
	}
	broken := map[string]any{
		"text above 32 KiB":         strings.Repeat("a", MaxTextBytes+1),
		"4097 elements":             make([]bool, MaxElements+1),
		"4097 pairs":                ofRooms(MaxElements+1, 1),
		"9 deep, the frame counted": deep(MaxDepth),
		"a float":                   1.5,
		"null":                      nil,
	}
	for name, value := range broken {
		t.Run("refused under an unknown key is "+name, func(t *testing.T) {
			_, err := Decode(TypePing, with(t, ping, value, 99))
			if err == nil || !strings.HasPrefix(err.Error(), "PING: unknown key 99: ") {
				t.Error(err)
			}
		})
	}
	t.Run("ignored are keys between, before and after those of every frame", func(t *testing.T) {
		for _, s := range samples() {
			for _, key := range []uint64{0, 23, 1000, math.MaxUint64} {
				f, err := Decode(s.frame.Type(), with(t, s.frame, map[any]any{"later": []any{1, -2, "three"}}, key))
				if err != nil || !reflect.DeepEqual(f, s.frame) {
					t.Errorf("%s, key %d: %+v, %v", s.name, key, f, err)
				}
			}
		}
	})
	t.Run("ignored is a key in the limits of WELCOME, as deep as all", func(t *testing.T) {
		for _, s := range samples() {
			if s.frame.Type() != TypeWelcome {
				continue
			}
			for _, key := range []uint64{0, 6} {
				f, err := Decode(TypeWelcome, with(t, s.frame, deep(MaxDepth-2), 6, key))
				if err != nil || !reflect.DeepEqual(f, s.frame) {
					t.Errorf("key %d: %+v, %v", key, f, err)
				}
				if _, err := Decode(TypeWelcome, with(t, s.frame, deep(MaxDepth-1), 6, key)); err == nil {
					t.Errorf("key %d: deeper than 8", key)
				}
			}
		}
	})
}

// FuzzItem holds the strict subset against the library: what is accepted is
// the library's own canonical form of the same value, and what is in that
// form, of the allowed types and within the limits, is accepted.
func FuzzItem(f *testing.F) {
	for _, s := range samples() {
		f.Add(encode(f, s.frame)[headBytes:])
	}
	for _, digits := range readVectors(f, "testdata/refused.txt") {
		b, err := hex.DecodeString(digits)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b[headBytes:])
	}
	f.Add(must(oracle.Marshal(deep(MaxDepth))))
	f.Fuzz(func(t *testing.T, b []byte) {
		rest, why := skipItem(b, MaxDepth)
		var v any
		err := oracle.Unmarshal(b, &v)
		canonical := err == nil && bytes.Equal(must(oracle.Marshal(v)), b)
		accepted := why == "" && len(rest) == 0
		if want := canonical && inSubset(v); accepted != want {
			t.Errorf("%x: accepted %v (%q, %d bytes left); the library: %v, canonical %v, %v", b, accepted, why, len(rest), err, canonical, v)
		}
	})
}

// inSubset reports whether the decoded value is of the types that frames allow.
func inSubset(v any) bool {
	switch v := v.(type) {
	case uint64, int64, bool, cbor.ByteString:
		return true
	case string:
		return len(v) <= MaxTextBytes
	case []any:
		for _, e := range v {
			if !inSubset(e) {
				return false
			}
		}
		return true
	case map[any]any:
		for k, e := range v {
			if _, ok := k.(bool); ok || !inSubset(k) || !inSubset(e) {
				return false
			}
		}
		return true
	}
	return negativeBig(v)
}

// negativeBig reports whether v is a negative number below those of int64.
func negativeBig(v any) bool {
	return reflect.TypeOf(v) == reflect.TypeFor[big.Int]()
}

// FuzzFrame decodes whatever comes as whatever type.
func FuzzFrame(f *testing.F) {
	for _, s := range samples() {
		b := encode(f, s.frame)
		f.Add(b[4], b[headBytes:])
	}
	for _, digits := range readVectors(f, "testdata/refused.txt") {
		b, err := hex.DecodeString(digits)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b[4], b[headBytes:])
	}
	f.Fuzz(func(t *testing.T, typ byte, m []byte) {
		frame, err := Decode(Type(typ), m)
		if err != nil {
			var r *Refusal
			if frame != nil || !errors.As(err, &r) || r.Type != Type(typ) || len(m) <= MaxFrameBytes && r.Reason == ByeTooLong {
				t.Fatalf("%+v, %v", frame, err)
			}
			if _, err := Append(nil, ByeFor(err)); err != nil {
				t.Fatal(err)
			}
			return
		}
		b, err := Append(nil, frame)
		if err != nil {
			t.Fatalf("decoded and not encoded: %+v: %v", frame, err)
		}
		if n := binary.BigEndian.Uint32(b); int(n) > len(m) {
			t.Fatalf("%d bytes became %d", len(m), n)
		}
		again, err := Decode(Type(typ), b[headBytes:])
		if err != nil || !reflect.DeepEqual(again, frame) {
			t.Fatalf("%+v became %+v, %v", frame, again, err)
		}
		// Without unknown keys the bytes are the same too.
		var have, kept map[any]any
		if err := oracle.Unmarshal(m, &have); err != nil {
			t.Fatalf("the library refuses %x: %v", m, err)
		}
		if err := oracle.Unmarshal(b[headBytes:], &kept); err != nil {
			t.Fatal(err)
		}
		if _, nested := frame.(*Welcome); !nested && len(have) == len(kept) && !bytes.Equal(m, b[headBytes:]) {
			t.Fatalf("%x became %x", m, b[headBytes:])
		}
	})
}
