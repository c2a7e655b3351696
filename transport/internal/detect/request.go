package detect

import "bytes"

// requestLine recognizes the first line of a request (RFC 9112, section 3) byte
// by byte:
//
//	*( CR / LF ) token blank target blank "HTTP/" digit
//
// People say "GET me a coffee", "cd /etc" and "see http://example.org" too, so
// it takes the version to know a request, except when one of HTTP's own methods
// stands before a target such as only requests have ("POST /"). Whatever cannot
// become a request any more is plain: a third word that is no version, unless
// the second is a path or an address, which careless programs send with blanks
// in it.
type requestLine struct {
	read int // bytes that were looked at
	part linePart
	word int // where the word being read begins
	// known: the method is one of HTTP's own; rooted: the target is a path, "*"
	// or has a scheme.
	known, rooted bool
}

// linePart is what the next byte belongs to.
type linePart uint8

const (
	lineBefore linePart = iota // line ends before the line (RFC 9112, section 2.2)
	lineMethod
	lineGap
	lineTarget
	lineVersion
	lineSkip // a word after a rooted target that is no version
)

// add goes on with what is new in all, the bytes so far.
func (l *requestLine) add(all []byte) Verdict {
	for l.read < min(len(all), OpeningBytes) {
		l.read++
		if v := l.next(all[:l.read]); v != Undecided {
			return v
		}
	}
	if l.read == OpeningBytes {
		return Refused
	}
	return Undecided
}

// next looks at the last byte of all.
func (l *requestLine) next(all []byte) Verdict {
	at := len(all) - 1
	c := all[at]
	switch {
	case l.part == lineBefore && (c == '\r' || c == '\n'):
		return Undecided
	case l.part == lineBefore:
		l.part, l.word = lineMethod, at
	case c == '\n':
		return Plain
	case l.part == lineGap && !blank(c):
		l.part, l.word = lineTarget, at
	}
	word := all[l.word:]
	switch l.part {
	case lineMethod:
		return l.method(word)
	case lineTarget:
		return l.target(word)
	case lineVersion:
		return l.version(word)
	case lineSkip:
		if blank(c) {
			l.part, l.word = lineVersion, at+1
		}
	}
	return Undecided
}

// methods are those of RFC 9110, RFC 5789 and the opening of HTTP/2 (RFC 9113,
// section 3.4).
var methods = map[string]bool{
	"GET": true, "HEAD": true, "POST": true, "PUT": true, "DELETE": true, "CONNECT": true, "OPTIONS": true, "TRACE": true,
	"PATCH": true, "PRI": true,
}

func (l *requestLine) method(word []byte) Verdict {
	last := len(word) - 1
	switch {
	case tokenChar(word[last]):
		return Undecided
	case !blank(word[last]) || last == 0:
		return Plain
	}
	l.part, l.known = lineGap, methods[string(word[:last])]
	return Undecided
}

func (l *requestLine) target(word []byte) Verdict {
	last := len(word) - 1
	switch {
	case blank(word[last]):
		l.part, l.word = lineVersion, l.word+len(word)
		l.rooted = l.rooted || string(word[:last]) == "*"
	case word[last] == '/':
		l.rooted = l.rooted || last == 0 || bytes.HasSuffix(word, []byte("://"))
	}
	if l.known && l.rooted {
		return HTTP
	}
	return Undecided
}

// versions are what stands before the digit of a version, and what has it.
var versions = map[string]Verdict{"HTTP/": HTTP, "RTSP/": Refused, "SIP/": Refused}

func (l *requestLine) version(word []byte) Verdict {
	last := len(word) - 1
	c := word[last]
	if blank(c) {
		if last > 0 && !l.rooted {
			return Plain
		}
		l.word += len(word)
		return Undecided
	}
	if v, ok := versions[string(word[:last])]; ok && '0' <= c && c <= '9' {
		return v
	}
	for name := range versions {
		if len(word) <= len(name) && string(word) == name[:len(word)] {
			return Undecided
		}
	}
	if !l.rooted {
		return Plain
	}
	l.part = lineSkip
	return Undecided
}

func blank(c byte) bool { return c == ' ' || c == '\t' }

// tokenChar reports whether c may stand in a token (RFC 9110, section 5.6.2),
// as a method is one.
func tokenChar(c byte) bool {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		return true
	}
	return bytes.IndexByte([]byte("!#$%&'*+-.^_`|~"), c) >= 0
}
