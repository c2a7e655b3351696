package files

import "path/filepath"

// Snapshot is a file or folder as it was when it was scanned. It does not change and
// may be used from any goroutine.
type Snapshot struct {
	chunking
	path    string // absolute
	tree    *Tree
	version [32]byte
	names   map[int32]string // on the disk, where they are not text
	copied  *proof           // nil unless it is a copy
}

// newSnapshot takes the names of raw out of it by their paths in the tree.
func newSnapshot(path string, tree *Tree, raw map[string]string) *Snapshot {
	s := &Snapshot{path: path, tree: tree, version: Version(tree.raw), chunking: chunking{tree.size, ChunkSize(tree.size)}}
	if len(raw) > 0 {
		s.names = map[int32]string{}
		for i := range tree.all {
			if name, ok := raw[string(tree.path(i))]; ok {
				s.names[int32(i)] = name
			}
		}
	}
	return s
}

// Name is the name of the file or folder.
func (s *Snapshot) Name() string { return s.tree.Name() }

// Path is where it is.
func (s *Snapshot) Path() string { return s.path }

// Files is how many files there are.
func (s *Snapshot) Files() int { return s.tree.files }

// Folder reports whether it is a folder.
func (s *Snapshot) Folder() bool { return s.tree.Folder() }

// Tree is the tree's bytes, which must not be changed.
func (s *Snapshot) Tree() []byte {
	if s.copied != nil {
		return s.copied.tree
	}
	return s.tree.raw
}

// Version is the digest of Tree.
func (s *Snapshot) Version() [32]byte { return s.version }

// Open returns a Source of the contents. Nothing is opened before it is read.
func (s *Snapshot) Open() *Source {
	src := &Source{snapshot: s}
	src.files.tree, src.files.names, src.files.path = s.tree, s.names, s.path
	if !s.Folder() {
		src.files.path = filepath.Dir(s.path)
	}
	return src
}
