package store

import "golang.org/x/sys/windows"

// freeBytes is how much this user may still write on the disk with a folder, as far as
// that is known.
func freeBytes(dir string) (bytes uint64, known bool) {
	path, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0, false
	}
	return bytes, windows.GetDiskFreeSpaceEx(path, &bytes, nil, nil) == nil
}
