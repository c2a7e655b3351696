package files

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"sort"
	"time"
	"unicode/utf8"
)

// Limits of a tree. A receiver refuses what is beyond them before it has memory.
const (
	MaxEntries    = 1 << 20
	MaxTreeBytes  = 64 << 20
	MaxDepth      = 255      // components of a path
	MaxPathBytes  = 4096     // of a path
	MaxSize       = 64 << 40 // bytes of all files
	maxComponent  = 1020     // bytes of a component: 255 characters
	treeMagic     = "CFT1"
	flagFile      = 1
	flagFolder    = 2
	flagProgram   = 4 // beside flagFile
	entryOverhead = 32
)

// Entry is a file or a folder of a tree.
type Entry struct {
	// Path has '/' between its components. The first is the name of what is offered.
	Path       string
	Folder     bool
	Executable bool
	Size       int64 // of a file
	ModTime    time.Time
}

// entry is an Entry with its path left in the bytes of the tree.
type entry struct {
	start, size int64 // in the stream
	modTime     int64 // nanoseconds since 1970
	parent      int32 // -1 for the first
	at          uint32
	length      uint16
	flags       uint8
}

func (e entry) folder() bool { return e.flags&flagFolder != 0 }

// Tree is what is offered: one file, or a folder and all that is in it.
type Tree struct {
	raw   []byte
	all   []entry
	size  int64
	files int
}

// Version is the digest of a tree: it is another one as soon as a name, a size or a
// time is.
func Version(tree []byte) [32]byte { return sha256.Sum256(tree) }

// NewWhole returns the hash of the whole, to which the digests of all chunks are
// written in order.
func NewWhole(version [32]byte) hash.Hash {
	h := sha256.New()
	h.Write(version[:])
	return h
}

// encodeTree returns the bytes of a tree of sorted entries.
func encodeTree(entries []Entry) []byte {
	size := len(treeMagic)
	for i := range entries {
		size += len(entries[i].Path) + entryOverhead
	}
	b := append(make([]byte, 0, min(size, MaxTreeBytes+1)), treeMagic...)
	for _, e := range entries {
		flags := uint64(flagFile)
		if e.Folder {
			flags = flagFolder
		} else if e.Executable {
			flags |= flagProgram
		}
		b = binary.AppendUvarint(b, flags)
		b = binary.AppendUvarint(b, uint64(len(e.Path)))
		b = append(b, e.Path...)
		if !e.Folder {
			b = binary.AppendUvarint(b, uint64(e.Size))
		}
		b = binary.AppendVarint(b, nanoseconds(e.ModTime))
	}
	return b
}

// nanoseconds is the time t since 1970, held within what int64 can say.
func nanoseconds(t time.Time) int64 {
	const first, last = -9_000_000_000, 9_000_000_000 // seconds
	return time.Unix(min(max(t.Unix(), first), last), int64(t.Nanosecond())).UnixNano()
}

// ParseTree reads the bytes of a tree, which it keeps. There is one way to write a
// tree: bytes that say the same differently are refused.
func ParseTree(raw []byte) (*Tree, error) {
	if len(raw) > MaxTreeBytes {
		return nil, fmt.Errorf("%w: %w: %d bytes", ErrTree, ErrLimit, len(raw))
	}
	if !bytes.HasPrefix(raw, []byte(treeMagic)) {
		return nil, fmt.Errorf("%w: it does not begin as one", ErrTree)
	}
	t := &Tree{raw: raw}
	for at := len(treeMagic); at < len(raw); {
		next, err := t.parseEntry(at)
		if err != nil {
			return nil, fmt.Errorf("%w: entry %d: %w", ErrTree, len(t.all), err)
		}
		at = next
	}
	if len(t.all) == 0 {
		return nil, fmt.Errorf("%w: nothing is in it", ErrTree)
	}
	return t, nil
}

// errCut is the error of an entry that cannot be read.
var errCut = errors.New("it ends too early or has a number at length")

// parseEntry reads the entry at that place and returns the next one's.
func (t *Tree) parseEntry(at int) (next int, err error) {
	r := reader{raw: t.raw, at: at}
	flags := r.uvarint()
	length := r.uvarint()
	if length == 0 || length > MaxPathBytes {
		return 0, fmt.Errorf("a path of %d bytes", length)
	}
	e := entry{start: t.size, at: uint32(r.at), length: uint16(length), flags: uint8(flags), parent: -1}
	p := r.bytes(int(length))
	if r.broken {
		return 0, errCut
	}
	if err := checkPath(p); err != nil {
		return 0, err
	}
	switch flags {
	case flagFolder:
	case flagFile, flagFile | flagProgram:
		size := r.uvarint()
		if size > uint64(MaxSize-t.size) {
			return 0, fmt.Errorf("%w: more than %d bytes", ErrLimit, int64(MaxSize))
		}
		e.size = int64(size)
		t.files++
	default:
		return 0, fmt.Errorf("the unknown kind %d", flags)
	}
	e.modTime = r.varint()
	if r.broken {
		return 0, errCut
	}
	if err := t.place(&e, p); err != nil {
		return 0, err
	}
	t.all = append(t.all, e)
	t.size += e.size
	return r.at, nil
}

// place finds the folder of the next entry and checks that it may follow.
func (t *Tree) place(e *entry, p []byte) error {
	n := len(t.all)
	slash := bytes.LastIndexByte(p, '/')
	switch {
	case n == MaxEntries:
		return fmt.Errorf("%w: more than %d entries", ErrLimit, MaxEntries)
	case n == 0 && slash >= 0:
		return errors.New("the first entry is within another")
	case n == 0:
		return nil
	case bytes.Compare(t.path(n-1), p) >= 0:
		return errors.New("not in order")
	case slash < 0:
		return errors.New("there are two first entries")
	}
	folder := p[:slash]
	i := t.all[n-1].parent // mostly it is the folder of the entry before, or that entry
	if i < 0 || !bytes.Equal(t.path(int(i)), folder) {
		i = int32(sort.Search(n, func(i int) bool { return bytes.Compare(t.path(i), folder) >= 0 }))
	}
	if int(i) == n || !t.all[i].folder() || !bytes.Equal(t.path(int(i)), folder) {
		return errors.New("a folder is missing")
	}
	e.parent = i
	return nil
}

// checkPath reports what a path of a tree must not have.
func checkPath(p []byte) error {
	if !utf8.Valid(p) || bytes.IndexByte(p, 0) >= 0 {
		return fmt.Errorf("%w: not text", ErrName)
	}
	depth := 0
	for component := range bytes.SplitSeq(p, []byte{'/'}) {
		depth++
		if s := string(component); s == "" || s == "." || s == ".." || len(s) > maxComponent {
			return fmt.Errorf("%w: a component %q", ErrName, s)
		}
	}
	if depth > MaxDepth {
		return fmt.Errorf("%w: %d levels", ErrLimit, depth)
	}
	return nil
}

func (t *Tree) path(i int) []byte {
	e := &t.all[i]
	return t.raw[e.at : e.at+uint32(e.length)]
}

// base is the last component of the path of an entry.
func (t *Tree) base(i int) string {
	p := t.path(i)
	return string(p[bytes.LastIndexByte(p, '/')+1:])
}

// Len is how many entries there are, one at least.
func (t *Tree) Len() int { return len(t.all) }

// Entry returns the entry i.
func (t *Tree) Entry(i int) Entry {
	e := t.all[i]
	return Entry{Path: string(t.path(i)), Folder: e.folder(), Executable: e.flags&flagProgram != 0, Size: e.size, ModTime: time.Unix(0, e.modTime)}
}

// Name is the name of the file or folder that is offered.
func (t *Tree) Name() string { return string(t.path(0)) }

// Folder reports whether a folder is offered.
func (t *Tree) Folder() bool { return t.all[0].folder() }

// Files is how many files there are.
func (t *Tree) Files() int { return t.files }

// Size is how many bytes all files have.
func (t *Tree) Size() int64 { return t.size }

// find returns the file that has the byte of the stream at that offset, which is in it.
func (t *Tree) find(offset int64) int {
	return sort.Search(len(t.all), func(i int) bool { return t.all[i].start+t.all[i].size > offset })
}

// reader reads numbers and bytes until something is wrong.
type reader struct {
	raw    []byte
	at     int
	broken bool
}

// advance notes how long a number was; it is broken if it could be shorter.
func (r *reader) advance(n int, last func() byte) {
	if n <= 0 || n > 1 && last() == 0 {
		r.broken = true
		return
	}
	r.at += n
}

func (r *reader) uvarint() uint64 {
	if r.broken {
		return 0
	}
	x, n := binary.Uvarint(r.raw[r.at:])
	r.advance(n, func() byte { return r.raw[r.at+n-1] })
	return x
}

func (r *reader) varint() int64 {
	x := r.uvarint()
	return int64(x>>1) ^ -int64(x&1)
}

func (r *reader) bytes(n int) []byte {
	if r.broken || n < 0 || n > len(r.raw)-r.at {
		r.broken = true
		return nil
	}
	b := r.raw[r.at : r.at+n]
	r.at += n
	return b
}

func (r *reader) string() string {
	n := r.uvarint()
	if n > uint64(len(r.raw)) {
		r.broken = true
		return ""
	}
	return string(r.bytes(int(n)))
}
