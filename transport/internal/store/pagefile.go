package store

import (
	"io"
	"os"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/util/vfsutil"
	"github.com/ncruces/go-sqlite3/vfs"
)

// The names of the file systems through which SQLite reads and writes databases.
const (
	// sealedVFS refuses a page that is ruined with IOERR_DATA.
	sealedVFS = "confab"
	// lenientVFS gives a ruined page as it is, to salvage what it has.
	lenientVFS = "confab-lenient"
)

func init() {
	vfs.Register(sealedVFS, &pageVFS{VFS: vfs.Find("os")})
	vfs.Register(lenientVFS, &pageVFS{VFS: vfs.Find("os"), lenient: true})
}

// pageVFS seals the pages of databases and their write-ahead logs, and checks
// them when they are read. An older database, made without seals, stays as it is.
type pageVFS struct {
	vfs.VFS
	lenient bool
}

// Open is for files without a name only; SQLite calls OpenFilename for others.
func (v *pageVFS) Open(name string, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	return vfsutil.WrapOpen(v.VFS, name, flags)
}

// OpenFilename opens the file name.
func (v *pageVFS) OpenFilename(name *vfs.Filename, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	if made := flags & (vfs.OPEN_WAL | vfs.OPEN_MAIN_JOURNAL); made != 0 && flags&vfs.OPEN_CREATE != 0 {
		// SQLite would make it with the rights that the umask leaves.
		f, err := openPrivate(name.String(), os.O_RDWR|os.O_CREATE)
		if err == nil {
			err = f.Close()
		}
		if err != nil {
			return nil, flags, vfs.SystemError(err, sqlite3.CANTOPEN)
		}
	}
	file, flags, err := vfsutil.WrapOpenFilename(v.VFS, name, flags)
	if err != nil || flags&(vfs.OPEN_MAIN_DB|vfs.OPEN_WAL) == 0 {
		return file, flags, err
	}
	f := &pageFile{File: file, lenient: v.lenient, scratch: make([]byte, pageBytes)}
	if flags&vfs.OPEN_WAL != 0 {
		main, ok := vfsutil.UnwrapFile[*pageFile](name.DatabaseFile())
		f.log, f.sealed = true, ok && main.sealed
		return f, flags, nil
	}
	f.sealed, err = isSealed(file)
	if err != nil {
		file.Close()
		return nil, flags, err
	}
	return f, flags, nil
}

// isSealed reports whether a database has seals: a new one will, and another if
// its first page has one.
func isSealed(file io.ReaderAt) (bool, error) {
	page := make([]byte, pageBytes)
	n, err := file.ReadAt(page, 0)
	switch {
	case n == 0 && err == io.EOF:
		return true, nil
	case err == io.EOF:
		return false, nil
	case err != nil:
		return false, err
	}
	reserved := page[20]
	return check(page) != ruined || reserved == sealBytes, nil
}

// pageFile is a database or its write-ahead log.
type pageFile struct {
	vfs.File
	log     bool // it is the write-ahead log
	sealed  bool
	lenient bool
	scratch []byte // a page on its way to the disk
}

// The write-ahead log is a header, and frames of a header and a page each.
const (
	walHeaderBytes   = 32
	frameHeaderBytes = 24
	frameBytes       = frameHeaderBytes + pageBytes
)

// page is the page within p, which was or will be at off in the file; nil if there is none.
func (f *pageFile) page(p []byte, off int64) []byte {
	switch {
	case !f.sealed:
	case !f.log && len(p) == pageBytes && off%pageBytes == 0,
		f.log && len(p) == pageBytes && (off-walHeaderBytes)%frameBytes == frameHeaderBytes:
		return p
	case f.log && len(p) == frameBytes && (off-walHeaderBytes)%frameBytes == 0:
		return p[frameHeaderBytes:]
	}
	return nil
}

// ReadAt fails with IOERR_DATA if what it reads is a page that is ruined.
func (f *pageFile) ReadAt(p []byte, off int64) (int, error) {
	n, err := f.File.ReadAt(p, off)
	if page := f.page(p[:n], off); page != nil {
		// Within the log a wrong frame is the end of what counts, and SQLite's to find.
		if check(page) == ruined && !f.lenient && !(f.log && len(p) == frameBytes) {
			return 0, sqlite3.IOERR_DATA
		}
		clear(page[pageBytes-sealBytes:])
	}
	return n, err
}

// WriteAt leaves p as it is.
func (f *pageFile) WriteAt(p []byte, off int64) (int, error) {
	page := f.page(p, off)
	if page == nil || len(page) != len(p) {
		return f.File.WriteAt(p, off)
	}
	copy(f.scratch, p)
	seal(f.scratch)
	return f.File.WriteAt(f.scratch, off)
}

// DeviceCharacteristics has SQLite read whole pages.
func (f *pageFile) DeviceCharacteristics() vfs.DeviceCharacteristic {
	return f.File.DeviceCharacteristics() &^ (vfs.IOCAP_SUBPAGE_READ | vfs.IOCAP_BATCH_ATOMIC)
}

// What follows passes on what the file of the system can do.

// Unwrap is the file of the system.
func (f *pageFile) Unwrap() vfs.File { return f.File }

// SharedMemory holds the index of the write-ahead log.
func (f *pageFile) SharedMemory() vfs.SharedMemory { return vfsutil.WrapSharedMemory(f.File) }

// LockState is the lock held.
func (f *pageFile) LockState() vfs.LockLevel { return vfsutil.WrapLockState(f.File) }

// PersistWAL reports whether the write-ahead log stays after closing.
func (f *pageFile) PersistWAL() bool { return vfsutil.WrapPersistWAL(f.File) }

// SetPersistWAL has the write-ahead log stay after closing.
func (f *pageFile) SetPersistWAL(keep bool) { vfsutil.WrapSetPersistWAL(f.File, keep) }

// SizeHint says how long the file will be.
func (f *pageFile) SizeHint(size int64) error { return vfsutil.WrapSizeHint(f.File, size) }

// HasMoved reports whether the file has another name now.
func (f *pageFile) HasMoved() (bool, error) { return vfsutil.WrapHasMoved(f.File) }

// BusyHandler is called while a lock is waited for.
func (f *pageFile) BusyHandler(handler func() bool) { vfsutil.WrapBusyHandler(f.File, handler) }
