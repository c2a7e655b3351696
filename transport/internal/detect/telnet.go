package detect

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// Telnet's escape and the commands after it that have an argument (RFC 854).
// 236 to 239 are end of file, suspend, abort and end of record of RFC 1184 and
// RFC 885.
const (
	iac          = 0xFF
	firstCommand = 236
	subEnd       = 240
	subBegin     = 250
	firstOption  = 251 // WILL, WONT, DO, DONT: one option byte follows
)

// telnetBytes is the longest subnegotiation that is believed. Without a bound
// a guest could hide all its text behind an IAC SB that never ends.
const telnetBytes = 1 << 10

// telnet reports whether 0xFF is telnet's escape: where it is no character.
func (e Encoding) telnet() bool {
	switch codecs[e].shape {
	case oneByte:
		return codecs[e].single().DecodeByte(iac) == utf8.RuneError
	case twoBytes16:
		return false
	}
	return e != Hex
}

// negotiates reports whether b begins as a telnet client does that negotiates,
// which is no beginning of a text in any encoding: the options that are in use
// are below 50 (IANA, Telnet Options).
func negotiates(b []byte) bool {
	const options = 50
	return len(b) > 2 && b[0] == iac && b[1] >= subBegin && b[1] < iac && b[2] < options
}

// telnetSequence measures the sequence at the start of b, which is an IAC. An
// IAC IAC is a sequence too: the 0xFF it stands for is not text.
func telnetSequence(b []byte) (token, int) {
	if len(b) < 2 {
		return partial, 0
	}
	switch c := b[1]; {
	case c == iac:
		return command, 2
	case c >= firstOption:
		if len(b) < 3 {
			return partial, 0
		}
		return command, 3
	case c == subBegin:
		return subnegotiation(b)
	case c >= firstCommand:
		return command, 2
	}
	return broken, 1
}

// subnegotiation measures IAC SB … IAC SE. Inside, IAC IAC is one data byte,
// so the IAC before an SE may be the second of such a pair. Any other IAC breaks
// it (RFC 855); that also keeps a run of nothing but IAC SB from being searched
// to its end again for each of them.
func subnegotiation(b []byte) (token, int) {
	within := b[:min(len(b), telnetBytes)]
	for i := 2; i < len(within); {
		at := bytes.IndexByte(within[i:], iac)
		if at < 0 || i+at+1 >= len(within) {
			break
		}
		i += at + 2
		switch within[i-1] {
		case subEnd:
			return command, i
		case iac:
		default:
			return broken, 1
		}
	}
	if len(within) == telnetBytes {
		return broken, 1
	}
	return partial, 0
}

// withoutTelnet returns raw without its telnet sequences, sharing raw's memory
// when there are none. An unfinished sequence at the end stays: it is data. With
// escaped, IAC IAC stands for one 0xFF, which is a character.
func withoutTelnet(raw string, escaped bool) string {
	at := strings.IndexByte(raw, iac)
	if at < 0 {
		return raw
	}
	b := []byte(raw)
	kept := b[:at]
	for at < len(b) {
		size := 1
		if b[at] == iac {
			kind, n := telnetSequence(b[at:])
			if kind == command {
				if escaped && b[at+1] == iac {
					kept = append(kept, iac)
				}
				at += n
				continue
			}
		} else if next := bytes.IndexByte(b[at:], iac); next >= 0 {
			size = next
		} else {
			size = len(b) - at
		}
		kept = append(kept, b[at:at+size]...)
		at += size
	}
	return string(kept)
}

// unfinishedTelnet is how many bytes at the end of b begin a telnet sequence that
// does not end there.
func unfinishedTelnet(b []byte) int {
	at := bytes.LastIndexByte(b, iac)
	if at < 0 {
		return 0
	}
	if kind, _ := telnetSequence(b[at:]); kind != partial {
		return 0
	}
	return len(b) - at
}
