// Package failpoint kills the process at a chosen place of the store's writer,
// makes it dawdle there, or sets the store's clock wrong, as a test asks by the
// environment variable CONFAB_FAILPOINT. There, and only there, a program that
// dies can lose what it promised.
//
// Nothing that people get imports it: package chaos builds a program in which
// transport opens its data folder with these Options. The package has no build tag
// so that it is always compiled, vetted and tested.
//
// The hooks run on the writer goroutine of the store. They never return an
// error: a variable that cannot be read ends the program at once, as a test
// that meant to kill it must not go on without.
package failpoint
