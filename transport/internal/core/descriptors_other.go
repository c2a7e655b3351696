//go:build !unix

package core

// descriptorLimit is how many guests the system has handles for: here it names
// no limit that a chat could reach.
func descriptorLimit() int { return 1 << 20 }
