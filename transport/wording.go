package transport

import (
	"strings"

	"confab/transport/internal/detect"
)

// wording is one message of ours on its way to bytes, which differ with the
// recipient's encoding and newline; each variant is made once.
type wording struct {
	body  string
	bytes bool
	// lossy replaces what an encoding lacks instead of refusing it.
	lossy    bool
	variants [5][3][]byte
}

// newlines are the bytes of detect.None, LF and CRLF.
var newlines = [...]string{"", "\n", "\r\n"}

// encode returns the bytes for one kind of recipient. They are shared: the
// caller must not change them.
func (w *wording) encode(enc Encoding, end detect.Newline) ([]byte, error) {
	if w.bytes {
		enc, end = UTF8, detect.None
	}
	if enc == Hex {
		end = detect.None
	}
	cached := &w.variants[enc][end]
	if *cached != nil {
		return *cached, nil
	}
	text := w.body
	if !w.bytes && end == detect.CRLF {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\n", "\r\n")
	}
	data, err := []byte(text), error(nil)
	if enc != UTF8 {
		data, err = w.convert(text, enc)
	}
	if err != nil {
		return nil, err
	}
	data = append(data, newlines[end]...)
	*cached = data
	return data, nil
}

func (w *wording) convert(text string, enc Encoding) ([]byte, error) {
	data, err := enc.Encode(text)
	if err == nil {
		return data, nil
	}
	if !w.lossy {
		return nil, &Error{Fault: NotEncodable, Addr: enc.String(), Err: err}
	}
	if enc == Hex {
		return []byte(text), nil // a text for everyone is text to a guest read in hex too
	}
	data = data[:0]
	for _, r := range text {
		one, err := enc.Encode(string(r))
		if err != nil {
			one = []byte{'?'}
		}
		data = append(data, one...)
	}
	return data, nil
}
