package wire

import (
	"bytes"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"
)

// The kinds of fields that layouts are made of. Each holds the value to its
// limits, whether it is written or read.

// unsigned codes a number from lo to hi. An optional one has lo above 0.
func unsigned[T ~uint8 | ~uint16 | ~uint32 | ~uint64](c *coder, key uint64, field string, n need, v *T, lo, hi T) {
	if !c.at(key, field, n, *v == 0) {
		return
	}
	arg := uint64(*v)
	if !c.writing {
		arg, _ = c.head(field, majorUnsigned)
	}
	if c.refusal == nil && (arg < uint64(lo) || arg > uint64(hi)) {
		c.fail(field, fmt.Sprintf("%d, not from %d to %d", arg, lo, hi))
		return
	}
	*v = T(arg)
	if c.writing {
		c.b = appendHead(c.b, majorUnsigned, arg)
	}
}

// yes codes an optional flag, which is there only when it is set.
func (c *coder) yes(key uint64, field string, v *bool) {
	n := uint8(0)
	if *v {
		n = 1
	}
	unsigned(c, key, field, optional, &n, 1, 1)
	*v = n == 1
}

// text codes a text of lo to hi bytes. An optional one has lo above 0.
func (c *coder) text(key uint64, field string, n need, v *string, lo, hi int) {
	c.string(majorText, key, field, n, v, lo, hi)
}

// blob codes a byte string of lo to hi bytes. An optional one has lo above 0.
func (c *coder) blob(key uint64, field string, n need, v *string, lo, hi int) {
	c.string(majorBytes, key, field, n, v, lo, hi)
}

// string is text or blob, by its major type.
func (c *coder) string(major byte, key uint64, field string, n need, v *string, lo, hi int) {
	if !c.at(key, field, n, *v == "") {
		return
	}
	length := uint64(len(*v))
	if !c.writing {
		length, _ = c.head(field, major)
	}
	switch {
	case c.refusal != nil:
	case length < uint64(lo):
		c.fail(field, "empty")
	case length > uint64(hi):
		c.fail(field, fmt.Sprintf("%d bytes, at most %d", length, hi))
	case major == majorText && (c.writing && !utf8.ValidString(*v) || !c.writing && !utf8.Valid(c.b[:length])):
		c.fail(field, "not UTF-8")
	case c.writing:
		c.b = append(appendHead(c.b, major, length), *v...)
	default:
		*v = string(c.b[:length])
		c.b = c.b[length:]
	}
}

var zeros [64]byte

// fixed codes a byte string as long as v, which is not all zeros.
func (c *coder) fixed(key uint64, field string, n need, v []byte) {
	if c.at(key, field, n, bytes.Equal(v, zeros[:len(v)])) {
		c.bytes(field, v)
	}
}

func (c *coder) bytes(field string, v []byte) {
	if c.writing {
		c.b = append(appendHead(c.b, majorBytes, uint64(len(v))), v...)
	} else if length, ok := c.head(field, majorBytes); !ok {
		return
	} else if length != uint64(len(v)) {
		c.fail(field, fmt.Sprintf("%d bytes, not %d", length, len(v)))
		return
	} else {
		c.b = c.b[copy(v, c.b):]
	}
	c.must(!bytes.Equal(v, zeros[:len(v)]), field, "all zeros")
}

// millis codes a moment. An optional one is not 0.
func (c *coder) millis(key uint64, field string, n need, v *Millis) {
	if !c.at(key, field, n, *v == 0) {
		return
	}
	if !c.writing {
		major, arg, rest, why := readHead(c.b)
		switch {
		case why != "":
		case major != majorUnsigned && major != majorNegative:
			why = "not a number"
		case arg > uint64(MaxMillis):
			why = "beyond the years 1 to 9999"
		}
		if why != "" {
			c.fail(field, why)
			return
		}
		c.b = rest
		*v = Millis(arg)
		if major == majorNegative {
			*v = -1 - *v
		}
	}
	c.must(*v >= MinMillis && *v <= MaxMillis, field, "beyond the years 1 to 9999")
	c.must(n == required || *v != 0, field, "zero")
	if c.writing && *v < 0 {
		c.b = appendHead(c.b, majorNegative, uint64(-1-*v))
	} else if c.writing {
		c.b = appendHead(c.b, majorUnsigned, uint64(*v))
	}
}

// duration codes a length of time in whole milliseconds, at most hi.
func (c *coder) duration(key uint64, field string, n need, v *time.Duration, hi time.Duration) {
	c.must(*v >= 0 && *v%time.Millisecond == 0, field, "not a whole number of milliseconds")
	ms := uint64(*v / time.Millisecond)
	unsigned(c, key, field, n, &ms, 1, uint64(hi/time.Millisecond))
	if c.refusal == nil {
		*v = time.Duration(ms) * time.Millisecond
	}
}

// versions codes 1 to MaxVersions ascending numbers above 0.
func (c *coder) versions(key uint64, field string, v *[]uint16) {
	if !c.at(key, field, required, false) {
		return
	}
	n := uint64(len(*v))
	if !c.writing {
		n, _ = c.head(field, majorArray)
	}
	if c.refusal == nil && (n < 1 || n > MaxVersions) {
		c.fail(field, fmt.Sprintf("%d of them, not from 1 to %d", n, MaxVersions))
	}
	switch {
	case c.refusal != nil:
		return
	case c.writing:
		c.b = appendHead(c.b, majorArray, n)
	default:
		*v = make([]uint16, n)
	}
	last := uint16(0)
	for i := range *v {
		n = uint64((*v)[i])
		if c.writing {
			c.b = appendHead(c.b, majorUnsigned, n)
		} else {
			n, _ = c.head(field, majorUnsigned)
			(*v)[i] = uint16(n)
		}
		c.must(n <= 0xFFFF && n > uint64(last), field, "not ascending from 1 to 65535")
		last = uint16(n)
	}
}

// cursors codes a map from rooms to numbers of lo to MaxSeq. It is not empty.
func (c *coder) cursors(key uint64, field string, n need, v *Cursors, lo uint64) {
	if !c.at(key, field, n, len(*v) == 0) {
		return
	}
	if c.writing {
		c.writeCursors(field, *v, lo)
		return
	}
	count, ok := c.head(field, majorMap)
	if !ok {
		return
	}
	c.must(count > 0, field, "empty")
	// A pair has 35 bytes or more: what is left bounds the memory.
	*v = make(Cursors, min(count, uint64(len(c.b)/35)))
	var last RoomID
	for ; count > 0 && c.refusal == nil; count-- {
		var room RoomID
		c.bytes(field, room[:])
		seq, _ := c.head(field, majorUnsigned)
		c.must(bytes.Compare(last[:], room[:]) < 0, field, whyOrder)
		c.must(seq >= lo && seq <= MaxSeq, field, "a seq beyond its limits")
		(*v)[room] = seq
		last = room
	}
}

func (c *coder) writeCursors(field string, v Cursors, lo uint64) {
	c.must(len(v) > 0, field, "empty")
	c.must(len(v) <= MaxElements, field, "more than 4096 elements")
	if c.refusal != nil {
		return
	}
	for room := range v {
		c.rooms = append(c.rooms, room)
	}
	slices.SortFunc(c.rooms, func(a, b RoomID) int { return bytes.Compare(a[:], b[:]) })
	c.b = appendHead(c.b, majorMap, uint64(len(v)))
	for _, room := range c.rooms {
		c.bytes(field, room[:])
		c.must(v[room] >= lo && v[room] <= MaxSeq, field, "a seq beyond its limits")
		c.b = appendHead(c.b, majorUnsigned, v[room])
	}
}
