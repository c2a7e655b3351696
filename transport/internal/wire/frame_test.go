package wire

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite testdata/frames.txt")

const vectors = "testdata/frames.txt"

const vectorsHead = `# Conformance vectors: frames of Confab protocol version 1, head and map, in
# hexadecimal digits. A program must read each, and write the same bytes again.
# The values are in sample_test.go under the same names.
`

func TestFrames(t *testing.T) {
	seen := map[Type]bool{}
	for _, s := range samples() {
		seen[s.frame.Type()] = true
		t.Run(s.name+" comes back as it went", func(t *testing.T) {
			b := encode(t, s.frame)
			if n := binary.BigEndian.Uint32(b); int(n) != len(b)-headBytes || Type(b[4]) != s.frame.Type() {
				t.Fatalf("head %x before %d bytes", b[:headBytes], len(b)-headBytes)
			}
			f, err := Decode(Type(b[4]), b[headBytes:])
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(f, s.frame) {
				t.Errorf("got  %+v\nwant %+v", f, s.frame)
			}
		})
		t.Run(s.name+" shares no memory with its bytes", func(t *testing.T) {
			b := encode(t, s.frame)
			f, err := Decode(Type(b[4]), b[headBytes:])
			if err != nil {
				t.Fatal(err)
			}
			clear(b)
			if !reflect.DeepEqual(f, s.frame) {
				t.Errorf("changed with the buffer: %+v", f)
			}
		})
		t.Run(s.name+" cut short anywhere is refused", func(t *testing.T) {
			b := encode(t, s.frame)
			for n := range len(b) - headBytes {
				if f, err := Decode(Type(b[4]), b[headBytes:headBytes+n]); err == nil || f != nil {
					t.Fatalf("%d of %d bytes: %+v", n, len(b)-headBytes, f)
				}
			}
		})
		t.Run(s.name+" with a byte after it is refused", func(t *testing.T) {
			b := append(encode(t, s.frame), 0)
			if _, err := Decode(Type(b[4]), b[headBytes:]); err == nil || !strings.Contains(err.Error(), "after its map") {
				t.Errorf("%v", err)
			}
		})
	}
	t.Run("every type has a sample, a value and a name", func(t *testing.T) {
		for i := range 256 {
			typ := Type(i)
			f := newFrame(typ)
			if (f != nil) != seen[typ] {
				t.Errorf("%v: known %v, in the samples %v", typ, f != nil, seen[typ])
			}
			if f != nil && (f.Type() != typ || strings.HasPrefix(typ.String(), "type")) {
				t.Errorf("%v makes a frame of %v", typ, f.Type())
			}
		}
		if got := Type(0x62).String(); got != "type 0x62" {
			t.Error(got)
		}
	})
	t.Run("Append leaves alone what lies before the frame", func(t *testing.T) {
		b, err := Append([]byte("before"), &Ping{Token: 7})
		if err != nil || string(b) != "before\x00\x00\x00\x03\x0A\xA1\x01\x07" {
			t.Errorf("%q, %v", b, err)
		}
		same, err := Append(b, &Ack{})
		if err == nil || !bytes.Equal(same, b) {
			t.Errorf("after a refusal: %q, %v", same, err)
		}
	})
	t.Run("Decode refuses a type that is not known, and a map longer than any frame", func(t *testing.T) {
		if bye := ByeFor(decodeError(0xFF, []byte{majorMap})); bye == nil || bye.Reason != ByeUnexpected {
			t.Errorf("%+v", bye)
		}
		b := filled(t, MaxFrameBytes+1)[headBytes:]
		if bye := ByeFor(decodeError(TypePing, b)); bye == nil || bye.Reason != ByeTooLong {
			t.Errorf("%+v", bye)
		}
	})
}

func TestEncode(t *testing.T) {
	t.Run("Encode is Append in no more memory than that takes, and Check says of all frames what they say", func(t *testing.T) {
		for _, s := range samples() {
			want, err := Append(nil, s.frame)
			if err != nil {
				t.Fatal(err)
			}
			got, err := Encode(s.frame)
			if err != nil || !bytes.Equal(got, want) || cap(got) > len(got)+len(got)/4+16 {
				t.Errorf("%s: % x in %d bytes, %v", s.name, got, cap(got), err)
			}
			if err := Check(s.frame); err != nil {
				t.Errorf("%s: %v", s.name, err)
			}
		}
		var refused [3]*Refusal
		_, appended := Append(nil, &Ack{})
		_, encoded := Encode(&Ack{})
		for i, err := range []error{appended, encoded, Check(&Ack{})} {
			if !errors.As(err, &refused[i]) || *refused[i] != *refused[0] {
				t.Errorf("%d: %v", i, err)
			}
		}
	})
}

func TestVectors(t *testing.T) {
	if *update {
		var b strings.Builder
		b.WriteString(vectorsHead)
		for _, s := range samples() {
			fmt.Fprintf(&b, "%s: %x\n", s.name, encode(t, s.frame))
		}
		if err := os.WriteFile(vectors, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want := readVectors(t, vectors)
	if len(want) != len(samples()) {
		t.Errorf("%d vectors, %d samples", len(want), len(samples()))
	}
	for _, s := range samples() {
		t.Run(s.name+" has the bytes it always had", func(t *testing.T) {
			b, err := hex.DecodeString(want[s.name])
			if err != nil || len(b) == 0 {
				t.Fatalf("vector %q: %v", want[s.name], err)
			}
			if got := encode(t, s.frame); !bytes.Equal(got, b) {
				t.Errorf("got  %x\nwant %x", got, b)
			}
			if f, err := NewReader(bytes.NewReader(b)).Next(); err != nil || !reflect.DeepEqual(f, s.frame) {
				t.Errorf("read %+v, %v", f, err)
			}
		})
	}
	t.Run("PING is what a person works out by hand", func(t *testing.T) {
		// Length 3, type 0x0A, a map of one pair (A1), key 1, value 0.
		if want["PING"] != "000000030aa10100" {
			t.Error(want["PING"])
		}
	})
	t.Run("rooms are what another program computes", func(t *testing.T) {
		// printf 'confab/1 direct room\0<32 bytes A1><32 bytes B0>' | sha256sum
		const direct = "a63c06e914085740431a91f729e314c66611853ddf29eceadbe598467943537a"
		if got := Direct(alice, bob).String(); got != direct || Direct(bob, alice).String() != direct {
			t.Error(got)
		}
		if got := hex.EncodeToString(Everyone[:]); got != strings.Repeat("00", 31)+"01" {
			t.Error(got)
		}
	})
}

func decodeError(t Type, m []byte) error {
	_, err := Decode(t, m)
	return err
}

// readVectors returns the lines "name: value" of a file.
func readVectors(t testing.TB, name string) map[string]string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	values := map[string]string{}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		line := lines.Text()
		if line == "" || line[0] == '#' {
			continue
		}
		i := strings.LastIndex(line, ": ")
		if i < 0 {
			t.Fatalf("%s: %q", name, line)
		}
		key, value := line[:i], line[i+2:]
		if _, twice := values[key]; twice {
			t.Fatalf("%s: %q", name, line)
		}
		values[key] = value
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return values
}
