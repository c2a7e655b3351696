package wire

import (
	"bytes"
	"encoding/binary"
	"math"
	"unicode/utf8"
)

// The subset of CBOR (RFC 8949) that frames are made of, with its restrictions
// as protocol.go states them. Why a library does not do this: the usual one,
// set as strict as it can be, still fills an identity from a byte string of
// another length, takes null for zero, and lets floats, doubled keys and broken
// UTF-8 pass inside unknown keys. The tests compare the two.

// The major types, as they stand in the first byte of an item.
const (
	majorUnsigned byte = iota << 5
	majorNegative
	majorBytes
	majorText
	majorArray
	majorMap
	majorTag
	majorSimple
)

// The simple values of the subset.
const (
	simpleFalse = 20
	simpleTrue  = 21
)

const whyTruncated = "ends too early"

// appendHead writes the head of an item, as short as it can be.
func appendHead(b []byte, major byte, arg uint64) []byte {
	switch {
	case arg < 24:
		return append(b, major|byte(arg))
	case arg <= math.MaxUint8:
		return append(b, major|24, byte(arg))
	case arg <= math.MaxUint16:
		return binary.BigEndian.AppendUint16(append(b, major|25), uint16(arg))
	case arg <= math.MaxUint32:
		return binary.BigEndian.AppendUint32(append(b, major|26), uint32(arg))
	}
	return binary.BigEndian.AppendUint64(append(b, major|27), arg)
}

// readHead reads the head of the item that b begins with. The argument of a
// string, array or map is its length, which readHead holds against the limits
// and against what is left of b: whoever makes room for it is safe. Why is
// empty when all is well.
func readHead(b []byte) (major byte, arg uint64, rest []byte, why string) {
	if len(b) == 0 {
		return 0, 0, nil, whyTruncated
	}
	major, info := b[0]&0xE0, b[0]&0x1F
	switch {
	case major == majorTag:
		return 0, 0, nil, "a tag"
	case major == majorSimple && info != simpleFalse && info != simpleTrue:
		if info >= 25 && info <= 27 {
			return 0, 0, nil, "a float"
		}
		return 0, 0, nil, "a simple value other than false and true"
	case info == 31:
		return 0, 0, nil, "an indefinite length"
	case info > 27:
		return 0, 0, nil, "a reserved length"
	case info < 24:
		arg, rest = uint64(info), b[1:]
	default:
		n := 1 << (info - 24)
		if len(b) < 1+n {
			return 0, 0, nil, whyTruncated
		}
		var eight [8]byte
		copy(eight[8-n:], b[1:1+n])
		arg, rest = binary.BigEndian.Uint64(eight[:]), b[1+n:]
		// What fits the next shorter form must be written in that.
		if arg < 24 || n > 1 && arg>>(4*n) == 0 {
			return 0, 0, nil, "a number not written as short as it can be"
		}
	}
	switch major {
	case majorText:
		if arg > MaxTextBytes {
			return 0, 0, nil, "a text above 32 KiB"
		}
	case majorArray, majorMap:
		if arg > MaxElements {
			return 0, 0, nil, "more than 4096 elements"
		}
	}
	// An element is a byte at least.
	if major >= majorBytes && major <= majorMap && arg > uint64(len(rest)) {
		return 0, 0, nil, whyTruncated
	}
	return major, arg, rest, ""
}

// skipItem returns what follows the item that b begins with, and holds that
// item to every rule. Depth is how many more arrays and maps may be in each other.
func skipItem(b []byte, depth int) (rest []byte, why string) {
	major, arg, rest, why := readHead(b)
	if why != "" {
		return nil, why
	}
	if (major == majorArray || major == majorMap) && depth == 0 {
		return nil, "deeper than 8"
	}
	switch major {
	case majorBytes:
		rest = rest[arg:]
	case majorText:
		if !utf8.Valid(rest[:arg]) {
			return nil, "text that is not UTF-8"
		}
		rest = rest[arg:]
	case majorArray:
		for ; arg > 0; arg-- {
			if rest, why = skipItem(rest, depth-1); why != "" {
				return nil, why
			}
		}
	case majorMap:
		var last []byte
		for ; arg > 0; arg-- {
			after, why := skipKey(rest)
			if why != "" {
				return nil, why
			}
			key := rest[:len(rest)-len(after)]
			if bytes.Compare(last, key) >= 0 {
				return nil, whyOrder
			}
			last = key
			if rest, why = skipItem(after, depth-1); why != "" {
				return nil, why
			}
		}
	}
	return rest, ""
}

const whyOrder = "keys out of order, or one of them twice"

// skipKey is skipItem for the key of a map.
func skipKey(b []byte) (rest []byte, why string) {
	if len(b) > 0 && b[0]&0xE0 >= majorArray && b[0]&0xE0 != majorTag {
		return nil, "a key that is neither a number nor a string"
	}
	return skipItem(b, 0)
}
