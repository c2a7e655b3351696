//go:build !unix

package files

// dontBlock: nothing that a folder holds here blocks when it is opened.
const dontBlock = 0

func notFolder(error) bool { return false }

// readable is answered here only by reading.
func readable(string) error { return nil }
