package store

import "golang.org/x/sys/windows"

// mapsFiles reports whether this Windows can map files into memory that was
// reserved before, as 10 can from version 1803 on. SQLite keeps the index of its
// write-ahead log there.
func mapsFiles() bool {
	return windows.NewLazySystemDLL("kernelbase.dll").NewProc("MapViewOfFile3").Find() == nil
}
