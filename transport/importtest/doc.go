// Package importtest states in a package's tests what that package, and those in
// the folders below it, must not import:
//
//	func TestImports(t *testing.T) {
//		importtest.Never(t, "gioui.org", "confab/ui")
//	}
//
// It parses the source and does not compile it, so that files for every system
// and behind every build tag are checked on each machine, and test files as well.
// A path stands for the package of that path and for all below it, except those
// that are under test. Folders that the go command passes over, such as testdata
// and modules of their own, are not looked at.
//
// It lies in transport because that imports nothing above it, and every package
// may use it in its tests: a test file that imports importtest breaks no rule.
// Nothing but tests imports it.
package importtest
