package files

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"math/bits"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// partExtension ends the name of what is being received.
const partExtension = ".part"

// Head is what is to be received. Size, Chunk and Version are those of Tree, else
// Create refuses it.
type Head struct {
	Name    string // as it was offered; empty for the one in the tree
	Size    int64
	Chunk   int
	Version [32]byte
	Tree    []byte
}

// PartOptions are the choices of a receiver; the zero value is right for programs.
type PartOptions struct {
	// System is whose rules names follow. Here looks at the folder's file system.
	System System
	// Stream makes a copy for others instead of files for a person: the contents lie in one
	// file as they come, whatever the tree says, and Finish keeps the sidecar beside it. See
	// OpenCopy. Head.Name is its name, and begins those of all that is left of it.
	Stream bool
	// SpareBytes is how much room must be left on the disk.
	SpareBytes int64
}

// Hooks are called at the places where a program that dies is worth a test. Those that
// are nil are not called.
type Hooks struct {
	BeforeWrite  func() // of a chunk that was verified
	BeforeMark   func() // of a chunk that was written
	BeforeSync   func()
	BeforeRename func()
	AfterRename  func()
}

// Part is a transfer that is being received. Its methods may be called from any
// goroutine.
type Part struct {
	// Hooks may be set before the first call.
	Hooks Hooks
	// Named may be set before Finish, which calls it when all is on the disk under that
	// path, and before the sidecar is removed: whoever writes that down there never
	// receives it twice. An error is that of Finish, which can be called again. It must not
	// call the Part.
	Named func(path string, whole [32]byte) error

	header
	bytes atomic.Int64 // of the chunks that are there

	mu     sync.Mutex // guards what follows
	state  *sidecar   // nil when closed
	dir    *os.Root   // the folder of downloads
	files  cursor
	flush  *os.File // the part's folder, opened before anything was written to it; nil for a file
	has    []uint64 // a bit for each chunk
	left   int64    // missing chunks
	path   string   // where it is, once it is finished
	unsure bool     // syncing failed: what was written may be lost
	behind behind
}

// Create begins to receive into the folder dir, which is made if it is not there. state
// is the path of the sidecar, which is written over. It fails with ErrTree when head is
// not in order and with ErrNoSpace before anything is written.
func Create(state, dir string, head Head, o PartOptions) (*Part, error) {
	tree, err := ParseTree(head.Tree)
	if err != nil {
		return nil, err
	}
	if Version(head.Tree) != head.Version || head.Size != tree.size {
		return nil, fmt.Errorf("%w: not the tree of that version and size", ErrTree)
	}
	if err := checkChunk(head.Chunk, head.Size); err != nil {
		return nil, err
	}
	if dir, err = filepath.Abs(dir); err == nil {
		err = os.MkdirAll(dir, 0o777)
	}
	if err != nil {
		return nil, writeFault(dir, 0, err)
	}
	if head.Name == "" {
		head.Name = tree.Name()
	}
	p := &Part{header: header{
		chunking: chunking{head.Size, head.Chunk}, version: head.Version, downloads: dir, treeBytes: len(head.Tree), system: o.System.in(dir),
		stream: o.Stream,
	}}
	p.name = rootName(head.Name, p.system)
	lies := tree
	if o.Stream {
		if lies, err = streamTree(p.name, head.Size, time.Time{}); err != nil {
			return nil, err
		}
	}
	tag := "." + strings.ToLower(rand.Text()[:8]) + partExtension
	p.part = shorten(p.name, p.system, len(tag)) + tag
	if err := p.checkSpace(state, lies, o.SpareBytes); err != nil {
		return nil, err
	}
	if err := p.create(state, lies, head.Tree); err != nil {
		_ = p.Discard()
		return nil, writeFault(filepath.Join(dir, p.part), head.Size, err)
	}
	p.left = p.Chunks()
	p.has = make([]uint64, (p.left+63)/64)
	return p, nil
}

// checkSpace reports a disk on which there is no room.
func (p *Part) checkSpace(state string, tree *Tree, spare int64) error {
	if free, err := Free(p.downloads); err == nil {
		if need := tree.room() + spare; need > free {
			return &NoSpaceError{p.downloads, need, free, nil}
		}
	}
	folder := filepath.Dir(state)
	if free, err := Free(folder); err == nil {
		if need := int64(p.treeBytes) + p.Chunks()*32 + maxHeader + spare; need > free {
			return &NoSpaceError{folder, need, free, nil}
		}
	}
	return nil
}

// room is how many bytes a tree takes on a disk, about.
func (t *Tree) room() (bytes int64) {
	const block = 4096
	if !t.Folder() {
		return t.size
	}
	for _, e := range t.all {
		if e.folder() {
			bytes += block
		}
		bytes += (e.size + block - 1) / block * block
	}
	return bytes
}

// create makes the sidecar, and then the part: none is ever there that no sidecar names.
func (p *Part) create(state string, tree *Tree, raw []byte) (err error) {
	if p.state, err = createSidecar(state, p.header, raw); err != nil {
		return err
	}
	if p.dir, err = os.OpenRoot(p.downloads); err != nil {
		return err
	}
	if tree.Folder() {
		if err := p.createFolder(); err != nil {
			return err
		}
		return p.connect(tree, p.part)
	}
	f, err := p.dir.OpenFile(p.part, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return p.notOurs(err)
	}
	defer f.Close()
	if err := allocate(f, p.size); err != nil {
		return err
	}
	return p.connect(tree, p.part)
}

// notOurs has Discard leave alone what is where the part should be.
func (p *Part) notOurs(err error) error {
	p.dir.Close()
	p.dir = nil
	return err
}

// createFolder makes the part's folder, which is closed to others, and notes what they
// may do with it once it is finished.
func (p *Part) createFolder() error {
	if err := p.dir.Mkdir(p.part, 0o777); err != nil {
		return p.notOurs(err)
	}
	info, err := p.dir.Lstat(p.part)
	if err != nil {
		return err
	}
	p.perm = info.Mode().Perm()
	_ = p.dir.Chmod(p.part, 0o700) // not every file system has it
	_, err = p.state.f.WriteAt(p.header.encode(), 0)
	return err
}

// connect opens the folder that files of the tree are in, of the part called name.
func (p *Part) connect(tree *Tree, name string) (err error) {
	c := &p.files
	c.tree = tree
	if !tree.Folder() {
		c.names, c.folders.path = map[int32]string{0: name}, p.downloads
		c.root, err = p.dir.OpenRoot(".")
		return err
	}
	if c.names == nil {
		c.names = diskNames(tree, p.system)
	}
	c.folders.path = filepath.Join(p.downloads, name)
	if c.root, err = openFolder(p.dir, name); err != nil {
		return err
	}
	p.flush, err = c.root.Open(".")
	return err
}

// disconnect closes all but the sidecar and the folder of downloads.
func (p *Part) disconnect() (err error) {
	err = p.files.close()
	if p.flush != nil {
		p.flush.Close()
		p.flush = nil
	}
	return err
}

// ready opens again what a Finish that failed had closed.
func (p *Part) ready() error {
	switch {
	case p.state == nil:
		return fs.ErrClosed
	case p.files.root == nil:
		return p.connect(p.files.tree, p.part)
	}
	return nil
}

// Version is that of the tree.
func (p *Part) Version() [32]byte { return p.version }

// Tree is what is received.
func (p *Part) Tree() *Tree { return p.files.tree }

// Name is the safe name, to which Finish adds a number if it is taken.
func (p *Part) Name() string { return p.name }

// Path is where the part is, and where the file or folder is once Finish succeeded.
func (p *Part) Path() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.path != "" {
		return p.path
	}
	return filepath.Join(p.downloads, p.part)
}

// Have is how many bytes were verified. It never waits.
func (p *Part) Have() int64 { return p.bytes.Load() }

// Missing returns the chunks that are not there, ascending, as few ranges as possible.
func (p *Part) Missing() (ranges []Range) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, n := int64(0), p.Chunks(); i < n; {
		if word := p.has[i/64] >> (i % 64); word&1 != 0 {
			i += int64(bits.TrailingZeros64(^word))
			continue
		}
		r := Range{From: i}
		for i < n && !p.isThere(i) {
			if word := p.has[i/64] >> (i % 64); word != 0 {
				i += int64(bits.TrailingZeros64(word))
			} else {
				i = min(n, (i/64+1)*64)
			}
		}
		r.To = i
		ranges = append(ranges, r)
	}
	return ranges
}

func (p *Part) isThere(i int64) bool { return p.has[i/64]>>(i%64)&1 != 0 }

// setThere notes whether the chunk i is there.
func (p *Part) setThere(i int64, there bool) {
	if p.isThere(i) == there {
		return
	}
	_, n, _ := p.at(i)
	p.has[i/64] ^= 1 << (i % 64)
	if there {
		p.left--
		p.bytes.Add(int64(n))
	} else {
		p.left++
		p.bytes.Add(-int64(n))
	}
}

// Whole is the hash of the whole, false while chunks are missing.
func (p *Part) Whole() ([32]byte, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.left > 0 || p.state == nil {
		return [32]byte{}, false
	}
	sum, err := p.state.whole(p.version)
	return sum, err == nil
}

// Close closes the files. What was received stays for Resume.
func (p *Part) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	err := p.disconnect()
	if p.state != nil {
		err = errors.Join(err, p.state.close())
		p.state = nil
	}
	if p.dir != nil {
		err = errors.Join(err, p.dir.Close())
		p.dir = nil
	}
	return err
}

// Discard removes what was received and the sidecar. What Finish made stays.
func (p *Part) Discard() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	err := p.disconnect()
	if p.dir != nil {
		if p.path == "" {
			err = errors.Join(err, removeAll(p.dir, p.downloads, p.part))
		}
		err = errors.Join(err, p.dir.Close())
		p.dir = nil
	}
	if p.state != nil {
		err = errors.Join(err, p.state.remove())
		p.state = nil
	}
	return err
}

// writeFault is the error of writing path; need is how much more has to be written.
func writeFault(path string, need int64, err error) error {
	var known *Error
	var noSpace *NoSpaceError
	switch {
	case err == nil || errors.As(err, &known) || errors.As(err, &noSpace) || errors.Is(err, fs.ErrClosed):
		return err
	case isNoSpace(err):
		free, freeErr := Free(filepath.Dir(path))
		if freeErr != nil {
			free = -1
		}
		return &NoSpaceError{filepath.Dir(path), need, free, err}
	case isTooLarge(err):
		return &Error{ErrTooLarge, path, err}
	case errors.Is(err, fs.ErrNotExist):
		return &Error{ErrGone, path, err}
	}
	return &Error{ErrUnwritable, path, err}
}
