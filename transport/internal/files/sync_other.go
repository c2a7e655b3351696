//go:build !darwin && (!linux || android)

package files

import "os"

func syncAll(*os.File) (done bool, err error) { return false, nil }

func syncOne(f *os.File) error { return f.Sync() }

func syncLast(dir *os.Root) error { return syncFolder(dir) }
