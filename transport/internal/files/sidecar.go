package files

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
)

// A sidecar is the state of a part on the disk:
//
//	magic, length of the header (4 bytes), header, SHA-256 of all of that
//	tree
//	slot of the final name: length (2), name, zeros, SHA-256 of all of that
//	32 bytes for each chunk: its digest, or zeros while it is missing
const (
	sidecarMagic  = "CFPART1\n"
	maxHeader     = 64 << 10
	finalSlot     = 2 + maxComponent + sha256.Size
	digestsAtOnce = 2048
)

// header is what a sidecar says about a part for as long as it is there.
type header struct {
	chunking
	version   [32]byte
	downloads string      // the folder, absolute
	name      string      // safe, not numbered
	part      string      // the part's name in downloads
	perm      fs.FileMode // of the folder in the end; 0 until it is known
	system    System
	treeBytes int
	stream    bool // the contents lie in one file: see PartOptions
}

// streamFlag is beside the number of a System.
const streamFlag = 1 << 6

// sidecar is open until it is closed.
type sidecar struct {
	path    string
	f       *os.File
	finalAt int64
	chunks  int64
}

var errNoSidecar = fmt.Errorf("%w: not a sidecar", ErrCorrupt)

func (h *header) encode() []byte {
	var b []byte
	system := uint64(h.system)
	if h.stream {
		system |= streamFlag
	}
	for _, n := range []uint64{uint64(h.size), uint64(h.chunk), system, uint64(h.treeBytes)} {
		b = binary.AppendUvarint(b, n)
	}
	b = binary.BigEndian.AppendUint16(b, uint16(h.perm)) // of a fixed length: it is written later
	b = append(b, h.version[:]...)
	for _, s := range []string{h.downloads, h.name, h.part} {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	all := binary.BigEndian.AppendUint32([]byte(sidecarMagic), uint32(len(b)))
	all = append(all, b...)
	sum := sha256.Sum256(all)
	return append(all, sum[:]...)
}

// decodeHeader reads what encode wrote, of which the checksum was right.
func decodeHeader(b []byte) (h header, err error) {
	r := reader{raw: b}
	h.size, h.chunk = int64(r.uvarint()), int(r.uvarint())
	system := r.uvarint()
	h.system, h.stream, h.treeBytes = System(system&^streamFlag), system&streamFlag != 0, int(r.uvarint())
	if perm := r.bytes(2); perm != nil {
		h.perm = fs.FileMode(binary.BigEndian.Uint16(perm))
	}
	copy(h.version[:], r.bytes(len(h.version)))
	h.downloads, h.name, h.part = r.string(), r.string(), r.string()
	ok := !r.broken && r.at == len(b) && h.treeBytes >= 0 && h.treeBytes <= MaxTreeBytes && h.size >= 0 && h.size <= MaxSize
	if !ok || checkChunk(h.chunk, h.size) != nil || strings.ContainsAny(h.part+h.name, `/\`) || h.part == "" || h.name == "" {
		return h, errNoSidecar
	}
	return h, nil
}

// createSidecar writes a sidecar that has no chunks, over one that may be there.
func createSidecar(path string, h header, tree []byte) (*sidecar, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	head := h.encode()
	s := &sidecar{path: path, f: f, finalAt: int64(len(head) + len(tree)), chunks: h.Chunks()}
	_, err = f.Write(head)
	if err == nil {
		_, err = f.Write(tree)
	}
	if err == nil {
		err = f.Truncate(s.digestAt(s.chunks))
	}
	if err != nil {
		_ = s.remove()
		return nil, err
	}
	return s, nil
}

// openSidecar opens a sidecar; the tree is that of the header's version.
func openSidecar(path string) (s *sidecar, h header, tree []byte, err error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, h, nil, err
	}
	defer func() {
		if err != nil {
			f.Close()
		}
	}()
	first := make([]byte, len(sidecarMagic)+4)
	if _, err := io.ReadFull(f, first); err != nil || !bytes.HasPrefix(first, []byte(sidecarMagic)) {
		return nil, h, nil, errNoSidecar
	}
	n := binary.BigEndian.Uint32(first[len(sidecarMagic):])
	if n > maxHeader {
		return nil, h, nil, errNoSidecar
	}
	rest := make([]byte, int(n)+sha256.Size)
	if _, err := io.ReadFull(f, rest); err != nil {
		return nil, h, nil, errNoSidecar
	}
	if sum := sha256.Sum256(append(first, rest[:n]...)); !bytes.Equal(sum[:], rest[n:]) {
		return nil, h, nil, errNoSidecar
	}
	if h, err = decodeHeader(rest[:n]); err != nil {
		return nil, h, nil, err
	}
	tree = make([]byte, h.treeBytes)
	if _, err := io.ReadFull(f, tree); err != nil || Version(tree) != h.version {
		return nil, h, nil, errNoSidecar
	}
	return &sidecar{path: path, f: f, finalAt: int64(len(first) + len(rest) + len(tree)), chunks: h.Chunks()}, h, tree, nil
}

// digestAt is where the digest of the chunk i is; those of a block do not share bytes.
func (s *sidecar) digestAt(i int64) int64 { return s.finalAt + finalSlot + i*sha256.Size }

func (s *sidecar) mark(i int64, digest [32]byte) error {
	_, err := s.f.WriteAt(digest[:], s.digestAt(i))
	return err
}

func (s *sidecar) unmark(i int64) error { return s.mark(i, [32]byte{}) }

// unmarkAll makes every chunk missing.
func (s *sidecar) unmarkAll() error {
	if err := s.f.Truncate(s.digestAt(0)); err != nil {
		return err
	}
	return s.f.Truncate(s.digestAt(s.chunks))
}

// marks calls do with every chunk's digest, some of them zeros, in order.
func (s *sidecar) marks(do func(i int64, digest [32]byte) error) error {
	block := make([]byte, digestsAtOnce*sha256.Size)
	for i := int64(0); i < s.chunks; {
		b := block[:min(digestsAtOnce, s.chunks-i)*sha256.Size]
		n, err := s.f.ReadAt(b, s.digestAt(i))
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		clear(b[n:]) // a sidecar that was cut has nothing there
		for ; len(b) > 0; b = b[sha256.Size:] {
			if err := do(i, [32]byte(b)); err != nil {
				return err
			}
			i++
		}
	}
	return nil
}

// digest is that of the chunk i, zeros while it is missing.
func (s *sidecar) digest(i int64) (d [32]byte, err error) {
	_, err = s.f.ReadAt(d[:], s.digestAt(i))
	return d, err
}

// whole is the hash over the version and all digests.
func (s *sidecar) whole(version [32]byte) (sum [32]byte, err error) {
	h := NewWhole(version)
	err = s.marks(func(_ int64, digest [32]byte) error {
		h.Write(digest[:])
		return nil
	})
	return [32]byte(h.Sum(nil)), err
}

// setFinal notes the name that the part is about to get.
func (s *sidecar) setFinal(name string) error {
	b := make([]byte, finalSlot)
	binary.BigEndian.PutUint16(b, uint16(len(name)))
	copy(b[2:2+maxComponent], name)
	sum := sha256.Sum256(b[:2+maxComponent])
	copy(b[2+maxComponent:], sum[:])
	_, err := s.f.WriteAt(b, s.finalAt)
	return err
}

// final is the name that was noted last, empty if there is none.
func (s *sidecar) final() string {
	b := make([]byte, finalSlot)
	if _, err := s.f.ReadAt(b, s.finalAt); err != nil {
		return ""
	}
	sum := sha256.Sum256(b[:2+maxComponent])
	n := int(binary.BigEndian.Uint16(b))
	if n > maxComponent || !bytes.Equal(sum[:], b[2+maxComponent:]) || bytes.ContainsAny(b[2:2+n], `/\`) {
		return ""
	}
	return string(b[2 : 2+n])
}

func (s *sidecar) close() error { return s.f.Close() }

func (s *sidecar) remove() error {
	_ = s.f.Close()
	err := os.Remove(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
