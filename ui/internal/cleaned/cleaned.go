package cleaned

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"confab/ui/internal/picture"
)

// MaxBytes is how much the folder holds, and maxPicture how large a copy may be.
const (
	MaxBytes   int64 = 2 << 30
	maxPicture int64 = 256 << 20
)

// ErrFull says that the folder holds as much as it may, or that the picture is too large to
// be copied.
var ErrFull = errors.New("no room for a copy of the picture")

// Folder is where the copies are.
type Folder struct {
	dir string
	max int64

	mu sync.Mutex // held while the folder changes
}

// New returns the folder at a path, which is made with the first copy.
func New(dir string) *Folder { return &Folder{dir: dir, max: MaxBytes} }

// Copy makes a copy of the picture at a path, in a folder of its own so that it has the same
// name. It fails with the errors of picture.Strip, with ErrFull, or with the disk's.
func (f *Folder) Copy(path string) (copied string, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	in, err := picture.Open(path)
	if err != nil {
		return "", err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return "", fmt.Errorf("reading the picture's size: %w", err)
	}
	held, err := f.size()
	if err != nil {
		return "", err
	}
	// A copy is never longer: only what is taken out changes its length.
	if info.Size() > maxPicture || held+info.Size() > f.max {
		return "", ErrFull
	}
	var name [8]byte
	_, _ = rand.Read(name[:]) // never fails
	own := filepath.Join(f.dir, hex.EncodeToString(name[:]))
	if err := os.MkdirAll(own, 0o700); err != nil {
		return "", fmt.Errorf("making the folder of the copy: %w", err)
	}
	copied = filepath.Join(own, filepath.Base(path))
	if err := write(copied, in); err != nil {
		_ = os.RemoveAll(own) // else the next Sweep does
		return "", err
	}
	// Its time is that of the copy: of a photo that of the file is when it was taken.
	return copied, nil
}

// Keep is Copy, but returns the copy that there is of a picture that is the same without what
// tells of its place, time and camera, and has the same name: what was offered of it goes on.
func (f *Folder) Keep(path string) (copied string, err error) {
	fresh, err := f.Copy(path)
	if err != nil {
		return "", err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	sum, err := hashOf(fresh)
	if err != nil {
		_ = os.RemoveAll(filepath.Dir(fresh)) // else the next Sweep does
		return "", err
	}
	own := filepath.Join(f.dir, sum)
	copied = filepath.Join(own, filepath.Base(fresh))
	if err := os.Rename(filepath.Dir(fresh), own); err == nil {
		return copied, nil
	}
	if there, err := hashOf(copied); err != nil || there != sum {
		return fresh, nil // it has another name there
	}
	_ = os.RemoveAll(filepath.Dir(fresh)) // else the next Sweep does
	return copied, nil
}

// hashOf names what a file holds.
func hashOf(path string) (string, error) {
	in, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("reading the copy: %w", err)
	}
	defer in.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, in); err != nil {
		return "", fmt.Errorf("reading the copy: %w", err)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// write writes the copy of what is read from in.
func write(path string, in io.Reader) error {
	out, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("making the copy: %w", err)
	}
	if err := picture.Strip(out, in); err != nil {
		_ = out.Close()
		return err
	}
	if err := out.Sync(); err != nil { // it is offered also after a loss of power
		_ = out.Close()
		return fmt.Errorf("writing the copy: %w", err)
	}
	return out.Close()
}

// size is how many bytes the copies have.
func (f *Folder) size() (n int64, err error) {
	err = filepath.WalkDir(f.dir, func(_ string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return ignoreMissing(err)
		}
		info, err := e.Info()
		if err == nil {
			n += info.Size()
		}
		return ignoreMissing(err)
	})
	return n, err
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// Remove removes a copy that Copy returned. Of any other path it does nothing.
func (f *Folder) Remove(copied string) {
	if !f.Has(copied) {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	_ = os.RemoveAll(filepath.Dir(copied)) // else the next Sweep does
}

// Has reports whether a path is one that Copy may have returned. It does not read the disk.
func (f *Folder) Has(path string) bool { return filepath.Dir(filepath.Dir(path)) == f.dir }

// Sweep removes all copies but those at the paths that are offered.
func (f *Folder) Sweep(offered []string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	keep := map[string]bool{}
	for _, path := range offered {
		if inside, ok := strings.CutPrefix(filepath.Dir(path), f.dir+string(filepath.Separator)); ok {
			keep[inside] = true
		}
	}
	entries, err := os.ReadDir(f.dir)
	if err != nil {
		return ignoreMissing(err)
	}
	var failed []error
	for _, e := range entries {
		if !keep[e.Name()] {
			failed = append(failed, os.RemoveAll(filepath.Join(f.dir, e.Name())))
		}
	}
	return errors.Join(failed...)
}
