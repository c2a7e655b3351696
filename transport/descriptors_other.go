//go:build !unix

package transport

// descriptorLimit is how many guests the system has handles for: here it names
// no limit that a chat could reach.
func descriptorLimit() int { return 1 << 20 }
