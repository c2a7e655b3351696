package transport

import "confab/transport/internal/names"

// CleanName returns a name as peers show it: on one line, without control characters and
// invisible characters, at most 128 bytes and 64 characters. It is empty when nothing is
// left.
func CleanName(name string) string { return names.Clean(name) }

// ProgramWord reports whether a name can be mistaken for a word of the program, such as
// Everyone or Verified. A member with such a name has a Peer.ShortKey.
func ProgramWord(name string) bool { return names.Reserved(name) }
