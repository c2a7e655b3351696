package discover

import (
	"bytes"
	"testing"
)

var example = datagram{
	kind: answer, port: 8899, nonce: nonce{1, 2, 3, 4, 5, 6, 7, 8},
	instance: instance{salt: [8]byte{9, 10, 11, 12, 13, 14, 15, 16}, tag: [16]byte{17, 18}},
}

func TestADatagramIsAsItsLayoutSays(t *testing.T) {
	want := append([]byte("\xfdconfab\n\x01\x03\x22\xc3\x00\x00\x00\x00\x01\x02\x03\x04\x05\x06\x07\x08"+
		"\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12"), make([]byte, 14)...)
	if got := example.encode(); !bytes.Equal(got, want) {
		t.Errorf("it is % x, not % x", got, want)
	}
	if got, ok := decode(want); !ok || got != example {
		t.Errorf("it is read as %v", got)
	}
	question := datagram{kind: probe, nonce: example.nonce}
	if answered, asked := len(want), len(question.encode()); answered > asked {
		t.Errorf("an answer has %d bytes, a probe %d", answered, asked)
	}
}

func TestDatagramsThatAreNoneOfOursAreRefused(t *testing.T) {
	for name, change := range map[string]func([]byte) []byte{
		"a shorter one":   func(b []byte) []byte { return b[:47] },
		"a longer one":    func(b []byte) []byte { return append(b, 0) },
		"none at all":     func([]byte) []byte { return nil },
		"another magic":   func(b []byte) []byte { b[0] = 'c'; return b },
		"a later version": func(b []byte) []byte { b[8] = 2; return b },
		"another kind":    func(b []byte) []byte { b[9] = 4; return b },
		"no port":         func(b []byte) []byte { b[10], b[11] = 0, 0; return b },
	} {
		if got, ok := decode(change(example.encode())); ok {
			t.Errorf("%s is read as %v", name, got)
		}
	}
	later := example.encode()
	later[13] = 7
	if got, ok := decode(later); !ok || got != example {
		t.Error("bytes without a meaning are not ignored")
	}
}

func TestOnlyWhoKnowsTheIdentityRecognisesATag(t *testing.T) {
	id, other := Identity{1}, Identity{2}
	i := newInstance(id, 8899)
	if !i.is(id, 8899) {
		t.Error("its own tag is not recognised")
	}
	if i.is(other, 8899) || i.is(id, 9000) {
		t.Error("the tag of another server or port is recognised")
	}
	if again := newInstance(id, 8899); again.salt == i.salt || again.tag == i.tag {
		t.Error("two tags of a server have something in common")
	}
	// By another implementation of HMAC-SHA256, of Python.
	vector := [16]byte{0x98, 0x21, 0xec, 0xd4, 0x72, 0x96, 0xaa, 0x76, 0xcb, 0x9b, 0x6f, 0x48, 0x31, 0xac, 0xd0, 0x6f}
	if got := tagOf(Identity{}, [8]byte{}, 8899); got != vector {
		t.Errorf("the tag is %x, not %x", got, vector)
	}
}

func FuzzDatagram(f *testing.F) {
	f.Add(example.encode())
	f.Add(datagram{kind: probe, nonce: nonce{1}}.encode())
	f.Add(datagram{kind: beacon, port: 1}.encode())
	f.Add([]byte(magic))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, ok := decode(b)
		if !ok {
			return
		}
		if again, ok := decode(d.encode()); !ok || again != d {
			t.Errorf("%v is read back as %v", d, again)
		}
	})
}
