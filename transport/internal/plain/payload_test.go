package plain

import (
	"testing"

	"confab/transport/internal/detect"
)

func TestNewlinesInEveryEncoding(t *testing.T) {
	for _, enc := range detect.Encodings() {
		w := Payload{Body: "a\nb"}
		data, err := w.Encode(enc, detect.CRLF)
		if enc == detect.Hex {
			continue
		}
		if err != nil {
			t.Errorf("%v: %v", enc, err)
			continue
		}
		if got := enc.Decode(data); got != "a\r\nb\r\n" {
			t.Errorf("%v reads its own as %q", enc, got)
		}
		if got := enc.Read(string(data), 0); got != "a\r\nb" {
			t.Errorf("%v takes %q for a message", enc, got)
		}
	}
}
