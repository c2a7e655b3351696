// Package roottest gives tests the right to do on this machine what only root may, such
// as making network namespaces and mounting disks:
//
//	prefix := roottest.Prefix(t)
//	argv := append(prefix, "ip", "netns", "add", name)
//
//	roottest.OnSmallDisk(t, env, 10) // this program again, which may fill a disk of its own
//
// Where there is no way to that right a test is skipped, and says what it lacks; in CI,
// where the variable CI is true, it fails instead, so that nothing is left out unnoticed.
//
// Tests only import this package.
package roottest
