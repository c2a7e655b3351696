package transport

import "confab/transport/internal/names"

// CleanName returns a name as peers show it: on one line, without controls and
// without what has no ink, at most 128 bytes and 64 characters. It is empty when
// nothing is left.
func CleanName(name string) string { return names.Clean(name) }

// ProgramWord reports whether a name can be taken for a word of the program: whose
// name it is, is shown with the short form of the key.
func ProgramWord(name string) bool { return names.Reserved(name) }
