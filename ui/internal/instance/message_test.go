package instance

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func TestMessage(t *testing.T) {
	for _, m := range []Message{
		{}, {Link: "confab://join/abc", Startup: "id"},
		{Link: strings.Repeat("界", MaxLinkBytes/3), Startup: strings.Repeat("s", MaxStartupBytes)},
	} {
		var b bytes.Buffer
		if err := m.write(&b); err != nil {
			t.Fatal(err)
		}
		if got, err := readMessage(iotest.OneByteReader(bytes.NewReader(b.Bytes()))); err != nil || got != m {
			t.Errorf("%+v comes as %+v: %v", m, got, err)
		}
		if _, err := readMessage(bytes.NewReader(b.Bytes()[:b.Len()-1])); err == nil {
			t.Error("a message is taken before it is whole")
		}
	}
	for name, c := range map[string]struct {
		sent string
		want error
	}{
		"nothing":                        {"", io.EOF},
		"another version":                {"\x02\x00\x00\x00\x00", ErrOtherVersion},
		"a link longer than any":         {"\x01\xff\xff" + strings.Repeat("a", 1<<16), ErrTooLong},
		"an id of a start that is":       {"\x01\x00\x00\xff\xff" + strings.Repeat("a", 1<<16), ErrTooLong},
		"a length and nothing behind it": {"\x01\x00\x08abc", io.ErrUnexpectedEOF},
	} {
		if _, err := readMessage(strings.NewReader(c.sent)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAnswer(t *testing.T) {
	var b bytes.Buffer
	if err := Closing.write(&b); err != nil {
		t.Fatal(err)
	}
	if got, err := readAnswer(&b); got != Closing || err != nil {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := readAnswer(strings.NewReader("\x02\x01")); !errors.Is(err, ErrOtherVersion) {
		t.Error(err)
	}
}
