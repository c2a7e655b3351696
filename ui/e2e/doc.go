// Package e2e drives the real program: windows on X servers of its own, with
// the keyboard, and foreign programs at the other end of the wire. It has
// nothing but tests, behind the build tag e2e; make test runs them.
//
// Every test starts an Xvfb for each window, so that windows never fight for
// the focus, and gives each instance a home folder of its own, a fixed
// language, zone and software rendering. Controls are reached with Tab and
// shortcuts; where a pointer is needed, the place is derived from the layout.
//
// What a person sees is read out of Xvfb's framebuffer and compared with
// testdata/golden. System fonts, the clock and the machine differ, so the
// comparison is of blurred tiles, see picture; go test -tags e2e ./ui/e2e
// -update rewrites the pictures. What was not as expected is left in
// build/e2e-failures. CONFAB_SHOTS=1 leaves every picture there.
//
// Tests wait by asking again until a deadline, never by sleeping a guessed
// time. A program that a test needs and that is missing fails the test: the
// packages are in the group "test" of .ci/packages.
package e2e
