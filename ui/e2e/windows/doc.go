// Package windows tests the Windows program that `make windows` makes. It has
// nothing but tests, behind build tags; make test runs them:
//
//	go test -tags exe -run WindowsProgram ./ui/e2e/windows
//	go test -tags wine -run Wine ./ui/e2e/windows
//
// The first read the finished file (subsystem, icon, manifest, version) and need
// nothing but Go. The others run its terminal commands under wine, against this
// system's own program and nc, and with them the tests of other packages that
// are named TestWine: what they ask Windows needs no window.
//
// All of them run in the root of the module, where the program is built to.
package windows
