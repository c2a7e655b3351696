//go:build !unix

package files

// cannotSync: a folder cannot be synced here, and its names are written with it.
func cannotSync(error) bool { return true }
