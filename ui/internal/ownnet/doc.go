// Package ownnet gives tests a network of their own: one that has a loopback
// device and nothing else, so that the program under test gets port 8899 and
// every loopback address whatever else runs on the machine, another run of the
// same tests included.
//
//	argv, err := ownnet.Command(confab, "serve")
//	cmd := exec.Command(argv[0], argv[1:]...)
//
// It is for Linux, where a network of one's own takes root, or sudo without a
// password, and iproute2. Files, displays and processes stay the machine's.
// Tests only import this package.
package ownnet
