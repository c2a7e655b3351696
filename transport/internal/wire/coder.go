package wire

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"sync"
)

// coder walks through the fields of one frame, either writing or reading them:
// a layout is stated once and means both. Keys ascend on the wire and in every
// layout, so that reading is one pass in which the keys between two known ones
// are those to ignore. The first error stays, and later calls do nothing.
type coder struct {
	typ     Type
	writing bool
	b       []byte // writing: what was written; reading: what is left
	level   level
	refusal *Refusal
	rooms   []RoomID // to sort cursors in, kept for the next frame
}

// level is the map whose fields are coded now.
type level struct {
	above int    // how many maps this one lies in
	head  int    // writing: where its head lies in b
	pairs uint64 // writing: pairs written; reading: pairs left
	begun bool   // reading: a key was read, and
	last  uint64 // was this
}

// need says whether a field must be there.
type need bool

const (
	required need = true
	optional need = false
)

var coders = sync.Pool{New: func() any { return new(coder) }}

// headBytes is the length of a frame's head: u32 length, u8 type.
const headBytes = 5

// Append appends the frame, head and map, to b. If a field is not within its
// limits or the frame longer than MaxFrameBytes, it returns b as it was and a
// *Refusal. It keeps nothing of f, and allocates only to make b longer.
func Append(b []byte, f Frame) ([]byte, error) { return appendFrame(b, f, MaxFrameBytes) }

// Encode returns the frame, head and map, in memory of exactly its length, for a caller
// that keeps it. It fails as Append does.
func Encode(f Frame) ([]byte, error) {
	b := takeBuffer()
	defer returnBuffer(b)
	var err error
	if *b, err = Append(*b, f); err != nil {
		return nil, err
	}
	return bytes.Clone(*b), nil
}

// Check returns the *Refusal with which Append would fail, or nil. It keeps nothing of f,
// and allocates only for a frame longer than usual.
func Check(f Frame) error {
	b := takeBuffer()
	defer returnBuffer(b)
	var err error
	*b, err = Append(*b, f)
	return err
}

func appendFrame(b []byte, f Frame, limit int) ([]byte, error) {
	c := coders.Get().(*coder)
	defer c.release()
	start := len(b)
	c.typ, c.writing = f.Type(), true
	c.b = append(b, 0, 0, 0, 0, byte(c.typ))
	c.begin("", 0)
	f.fields(c)
	c.end("")
	n := len(c.b) - start - headBytes
	switch {
	case c.refusal != nil:
		return b, c.refusal
	case n > limit:
		return b, refuseLength(c.typ, uint64(n), limit)
	}
	binary.BigEndian.PutUint32(c.b[start:], uint32(n))
	return c.b, nil
}

// Decode reads the map of a frame of type t. The frame shares no memory with
// m, and all its fields are within their limits. The error is a *Refusal. A
// type that is not known is refused here, from FirstSkippable on too.
func Decode(t Type, m []byte) (Frame, error) {
	f := newFrame(t)
	if f == nil {
		return nil, refuseType(t)
	}
	if len(m) > MaxFrameBytes {
		return nil, refuseLength(t, uint64(len(m)), MaxFrameBytes)
	}
	if err := fill(f, m); err != nil {
		return nil, err
	}
	return f, nil
}

// fill reads the map m into the empty frame f.
func fill(f Frame, m []byte) error {
	c := coders.Get().(*coder)
	defer c.release()
	c.typ, c.b = f.Type(), m
	c.begin("", 0)
	f.fields(c)
	c.end("")
	c.must(len(c.b) == 0, "", "more bytes after its map")
	if c.refusal != nil {
		return c.refusal
	}
	return nil
}

func (c *coder) release() {
	*c = coder{rooms: c.rooms[:0]}
	coders.Put(c)
}

func (c *coder) fail(field, why string) {
	if c.refusal == nil {
		c.refusal = &Refusal{Type: c.typ, Field: field, Why: why, Reason: ByeMalformed}
	}
}

// must refuses the frame with why unless ok, once its fields are read.
func (c *coder) must(ok bool, field, why string) {
	if !ok {
		c.fail(field, why)
	}
}

// head reads a head of that major type.
func (c *coder) head(field string, major byte) (arg uint64, ok bool) {
	if c.refusal != nil {
		return 0, false
	}
	got, arg, rest, why := readHead(c.b)
	if why == "" && got != major {
		why = "not " + majorNames[major>>5]
	}
	if why != "" {
		c.fail(field, why)
		return 0, false
	}
	c.b = rest
	return arg, true
}

var majorNames = [8]string{"an unsigned number", "a negative number", "a byte string", "a text", "an array", "a map", "a tag", "a simple value"}

// begin starts a map.
func (c *coder) begin(field string, above int) {
	if c.writing {
		c.level = level{above: above, head: len(c.b)}
		c.b = append(c.b, majorMap) // no layout has more than 23 keys
		return
	}
	n, _ := c.head(field, majorMap)
	c.level = level{above: above, pairs: n}
}

// end finishes a map: when reading, it passes over the keys after the last known.
func (c *coder) end(field string) {
	if c.writing {
		c.b[c.level.head] |= byte(c.level.pairs)
		return
	}
	for c.refusal == nil && c.level.pairs > 0 {
		if key, ok := c.key(field); ok {
			c.skip(key)
		}
	}
}

// open starts a map that is the value of a required key, and returns the
// level to hand to shut at its end.
func (c *coder) open(key uint64, field string) (outer level) {
	c.at(key, field, required, false)
	outer = c.level
	c.begin(field, outer.above+1)
	return outer
}

func (c *coder) shut(field string, outer level) {
	c.end(field)
	c.level = outer
}

// key reads a key of the present map.
func (c *coder) key(field string) (key uint64, ok bool) {
	key, ok = c.head(field, majorUnsigned)
	if ok && c.level.begun && key <= c.level.last {
		c.fail(field, whyOrder)
		return 0, false
	}
	c.level.begun, c.level.last = true, key
	c.level.pairs--
	return key, ok
}

// skip passes over the value of a key that is not known.
func (c *coder) skip(key uint64) {
	rest, why := skipItem(c.b, MaxDepth-1-c.level.above)
	if why != "" {
		c.fail(fmt.Sprintf("unknown key %d", key), why)
		return
	}
	c.b = rest
}

// at reports whether a value is to be coded now: when writing, it writes the
// key unless the field is optional and empty; when reading, it passes over
// the keys below and says whether this one is there.
func (c *coder) at(key uint64, field string, n need, empty bool) bool {
	if c.refusal != nil {
		return false
	}
	if c.writing {
		if n == optional && empty {
			return false
		}
		c.level.pairs++
		c.b = appendHead(c.b, majorUnsigned, key)
		return true
	}
	for c.level.pairs > 0 {
		before, b := c.level, c.b
		got, ok := c.key(field)
		switch {
		case !ok:
			return false
		case got == key:
			return true
		case got > key:
			c.level, c.b = before, b
			c.must(n == optional, field, "missing")
			return false
		}
		if c.skip(got); c.refusal != nil {
			return false
		}
	}
	c.must(n == optional, field, "missing")
	return false
}
