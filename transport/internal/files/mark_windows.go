package files

import (
	"os"
	"path/filepath"

	"golang.org/x/sys/windows"
)

// zone says that a file is from the internet: Windows asks before it runs it.
const zone = "[ZoneTransfer]\r\nZoneId=3\r\n"

// canMark reports whether files of a folder have streams beside their contents. What
// has none may take the name of one for that of another file.
func canMark(dir string) bool {
	root, err := windows.UTF16PtrFromString(filepath.VolumeName(dir) + `\`)
	if err != nil {
		return false
	}
	var flags uint32
	return windows.GetVolumeInformation(root, nil, 0, nil, nil, &flags, nil, 0) == nil && flags&windows.FILE_NAMED_STREAMS != 0
}

// mark notes that a file came from another machine.
func mark(_ *os.Root, _, path string) {
	_ = os.WriteFile(longPath(path)+":Zone.Identifier", []byte(zone), 0o666)
}
