//go:build unix

package fonts

import (
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// mapTable maps a table into memory. A file that is shortened while it is mapped ends
// the program; only one that belongs to the system is mapped: packages replace a font
// as a whole, a person may copy another over it.
func mapTable(f *os.File, table tableEntry) (raw []byte, unmap func(), err error) {
	info, err := f.Stat()
	if err != nil {
		return nil, nil, err
	}
	about, ok := info.Sys().(*syscall.Stat_t)
	if !ok || about.Uid != 0 || table.length == 0 || table.offset+table.length > info.Size() {
		return nil, nil, errUnmapped
	}
	skip := table.offset % int64(os.Getpagesize())
	pages, err := unix.Mmap(int(f.Fd()), table.offset-skip, int(skip+table.length), unix.PROT_READ, unix.MAP_PRIVATE)
	if err != nil {
		return nil, nil, err
	}
	return pages[skip:], func() { _ = unix.Munmap(pages) }, nil
}
