package files

import "os"

// zone says that a file is from the internet: Windows asks before it runs it.
const zone = "[ZoneTransfer]\r\nZoneId=3\r\n"

// mark notes that a file came from another machine, where the file system can.
func mark(_ *os.Root, _, path string) {
	_ = os.WriteFile(longPath(path)+":Zone.Identifier", []byte(zone), 0o666)
}
