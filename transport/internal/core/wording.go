package core

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
	lossy bool
	// utf8 has the variants of nearly all recipients.
	utf8   [3]variant
	others map[manner]variant
}

// manner is how a recipient writes.
type manner struct {
	encoding Encoding
	end      detect.Newline
}

// variant is the bytes for one manner.
type variant struct {
	data []byte
	// replaced says that a character that the encoding lacks is a question mark.
	replaced bool
}

// newlines are the bytes of detect.None, LF and CRLF.
var newlines = [...]string{"", "\n", "\r\n"}

// encode returns the bytes for one kind of recipient. They are shared: the
// caller must not change them.
func (w *wording) encode(enc Encoding, end detect.Newline) ([]byte, error) {
	v, err := w.variant(enc, end)
	return v.data, err
}

// variant is encode, with whether characters were replaced.
func (w *wording) variant(enc Encoding, end detect.Newline) (variant, error) {
	if w.bytes {
		enc, end = UTF8, detect.None
	}
	if enc == Hex {
		end = detect.None
	}
	if enc == UTF8 && w.utf8[end].data != nil {
		return w.utf8[end], nil
	}
	if v, made := w.others[manner{enc, end}]; made {
		return v, nil
	}
	v, err := w.make(enc, end)
	switch {
	case err != nil:
	case enc == UTF8:
		w.utf8[end] = v
	default:
		if w.others == nil {
			w.others = map[manner]variant{}
		}
		w.others[manner{enc, end}] = v
	}
	return v, err
}

func (w *wording) make(enc Encoding, end detect.Newline) (variant, error) {
	text := w.body
	if !w.bytes && end == detect.CRLF {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\n", "\r\n")
	}
	text += newlines[end]
	if enc == UTF8 {
		return variant{data: []byte(text)}, nil
	}
	data, err := enc.Encode(text)
	if err == nil {
		return variant{data: data}, nil
	}
	if !w.lossy {
		return variant{}, &Error{Fault: NotEncodable, Addr: enc.String(), Err: err}
	}
	if enc == Hex {
		return variant{data: []byte(text)}, nil // a text for everyone is text to a guest read in hex too
	}
	data, err = enc.Encode(replaceMissing(enc, text))
	return variant{data: data, replaced: true}, err
}

// replaceMissing has a question mark in the place of each character that an
// encoding lacks.
func replaceMissing(enc Encoding, text string) string {
	return strings.Map(func(r rune) rune {
		if _, err := enc.Encode(string(r)); err != nil {
			return '?'
		}
		return r
	}, text)
}

// countReplaced is for how many recipients characters are replaced.
func (w *wording) countReplaced(recipients []*peer) (n int) {
	for _, p := range recipients {
		if p.Encoding == UTF8 {
			continue
		}
		if v, err := w.variant(p.Encoding, p.conn.newline()); err == nil && v.replaced {
			n++
		}
	}
	return n
}
