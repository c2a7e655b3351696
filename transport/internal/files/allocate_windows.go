package files

import "os"

// allocate sets the size, for which NTFS sets clusters aside.
func allocate(f *os.File, size int64) error {
	if err := f.Truncate(size); isNoSpace(err) || isTooLarge(err) {
		return err
	}
	return nil
}
