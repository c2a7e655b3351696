package web

import (
	"cmp"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// shelf is what a host offers to browsers: the builds in the folders that it names, and
// the files that it names. It opens nothing else, and nothing outside of these folders,
// whatever links lie in them. Any goroutine may use it.
type shelf struct {
	paths   []string
	digests *digests
}

const (
	// maxEntries is how many files of a folder are looked at, and maxDownloads how many
	// are offered.
	maxEntries, maxDownloads = 1024, 32
)

// download is one file that is offered.
type download struct {
	build
	name     string // what it is offered as
	dir      string
	file     string // its name in dir
	size     int64
	modified time.Time
}

// list returns what is offered now, in the order of systems. It reads the disk.
func (s *shelf) list() []download {
	var all []download
	for _, path := range s.paths {
		info, err := os.Stat(path)
		switch {
		case err != nil: // it may come
		case info.IsDir():
			all = append(all, inFolder(path, all)...)
		default:
			all = append(all, single(path, all)...)
		}
	}
	slices.SortStableFunc(all, func(a, b download) int {
		return cmp.Or(cmp.Compare(a.system, b.system), cmp.Compare(a.rank(), b.rank()), cmp.Compare(len(a.name), len(b.name)), strings.Compare(a.name, b.name))
	})
	return all
}

// inFolder returns the builds in a folder that are not offered already.
func inFolder(dir string, offered []download) (found []download) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil
	}
	defer root.Close()
	folder, err := root.Open(".")
	if err != nil {
		return nil
	}
	defer folder.Close()
	names, _ := folder.Readdirnames(maxEntries) // what cannot be read is not offered
	slices.Sort(names)
	for _, name := range names {
		b, ok := buildOf(name)
		if !ok || slices.ContainsFunc(offered, func(d download) bool { return d.name == name }) {
			continue
		}
		d, err := look(root, download{build: b, name: name, dir: dir, file: name})
		if err == nil && len(offered)+len(found) < maxDownloads {
			found = append(found, d)
		}
	}
	return found
}

// single returns a program that is named by itself, under the name of this program,
// unless there is a build for its system already.
func single(path string, offered []download) []download {
	dir, file := filepath.Split(path)
	name := programName + strings.ToLower(filepath.Ext(file))
	b, ok := buildOf(name)
	if !ok {
		name = programName
		b, _ = buildOf(name)
	}
	root, err := os.OpenRoot(cmp.Or(dir, "."))
	if err != nil {
		return nil
	}
	defer root.Close()
	d, err := look(root, download{build: b, name: name, dir: cmp.Or(dir, "."), file: file})
	if err != nil || len(offered) >= maxDownloads || slices.ContainsFunc(offered, func(o download) bool { return o.system == d.system }) {
		return nil
	}
	return []download{d}
}

var errNotOffered = errors.New("not offered")

// look completes d with what its file is now.
func look(root *os.Root, d download) (download, error) {
	info, err := root.Stat(d.file)
	if err != nil {
		return d, err
	}
	if !info.Mode().IsRegular() || info.Size() == 0 {
		return d, errNotOffered
	}
	d.size, d.modified = info.Size(), info.ModTime()
	if d.system == unknownSystem {
		f, err := root.Open(d.file)
		if err != nil {
			return d, err
		}
		defer f.Close()
		first := make([]byte, programBytes)
		n, _ := io.ReadFull(f, first) // too short is no program
		if d.system, d.processor = systemOf(first[:n]); d.system == unknownSystem {
			return d, errNotOffered
		}
	}
	return d, nil
}

// open opens what is offered under a name. The caller closes the file.
func (s *shelf) open(name string) (*os.File, download, error) {
	all := s.list()
	at := slices.IndexFunc(all, func(d download) bool { return d.name == name })
	if at < 0 {
		return nil, download{}, fs.ErrNotExist
	}
	return all[at].open()
}

// open opens the file, and returns with it what it is now.
func (d download) open() (*os.File, download, error) {
	root, err := os.OpenRoot(d.dir)
	if err != nil {
		return nil, d, err
	}
	defer root.Close()
	f, err := root.Open(d.file)
	if err != nil {
		return nil, d, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errNotOffered
	}
	if err != nil {
		_ = f.Close()
		return nil, d, err
	}
	d.size, d.modified = info.Size(), info.ModTime()
	return f, d, nil
}
