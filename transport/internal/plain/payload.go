package plain

import (
	"strings"

	"confab/transport/internal/detect"
)

// Payload is one message of ours on its way to bytes, which differ with the
// recipient's encoding and newline; each variant is made once. It belongs to one
// goroutine; the bytes that it returns are shared and never change.
type Payload struct {
	// Body is valid UTF-8, unless Bytes says that it goes out as it is.
	Body  string
	Bytes bool
	// Lossy replaces what an encoding lacks instead of refusing it.
	Lossy bool
	// utf8 has the variants of nearly all recipients.
	utf8   [3]variant
	others map[manner]variant
}

// manner is how a recipient writes.
type manner struct {
	encoding detect.Encoding
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

// Encode returns the bytes for one kind of recipient. The error is a
// *detect.NotEncodableError, and never one where Lossy is set.
func (p *Payload) Encode(enc detect.Encoding, end detect.Newline) ([]byte, error) {
	v, err := p.variant(enc, end)
	return v.data, err
}

// Replaces reports whether characters are replaced for one kind of recipient.
func (p *Payload) Replaces(enc detect.Encoding, end detect.Newline) bool {
	v, err := p.variant(enc, end)
	return err == nil && v.replaced
}

// variant is Encode, with whether characters were replaced.
func (p *Payload) variant(enc detect.Encoding, end detect.Newline) (variant, error) {
	if p.Bytes {
		enc, end = detect.UTF8, detect.None
	}
	if enc == detect.Hex {
		end = detect.None
	}
	if enc == detect.UTF8 && p.utf8[end].data != nil {
		return p.utf8[end], nil
	}
	if v, made := p.others[manner{enc, end}]; made {
		return v, nil
	}
	v, err := p.make(enc, end)
	switch {
	case err != nil:
	case enc == detect.UTF8:
		p.utf8[end] = v
	default:
		if p.others == nil {
			p.others = map[manner]variant{}
		}
		p.others[manner{enc, end}] = v
	}
	return v, err
}

func (p *Payload) make(enc detect.Encoding, end detect.Newline) (variant, error) {
	text := p.Body
	if !p.Bytes && end == detect.CRLF {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\n", "\r\n")
	}
	text += newlines[end]
	if enc == detect.UTF8 {
		return variant{data: []byte(text)}, nil
	}
	data, err := enc.Encode(text)
	if err == nil {
		return variant{data: data}, nil
	}
	if !p.Lossy {
		return variant{}, err
	}
	if enc == detect.Hex {
		return variant{data: []byte(text)}, nil // a text for everyone is text to a guest read in hex too
	}
	data, err = enc.Encode(replaceMissing(enc, text))
	return variant{data: data, replaced: true}, err
}

// replaceMissing has a question mark in the place of each character that an
// encoding lacks.
func replaceMissing(enc detect.Encoding, text string) string {
	return strings.Map(func(r rune) rune {
		if _, err := enc.Encode(string(r)); err != nil {
			return '?'
		}
		return r
	}, text)
}
