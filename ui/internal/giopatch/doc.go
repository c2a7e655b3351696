// Command giopatch prepares a build of Confab with a patched Gio, for faults of the
// version that go.mod pins which Confab cannot work around from outside.
//
//	go run ./ui/internal/giopatch -out builds/gio
//	GOWORK=$PWD/builds/gio/go.work go build
//
// It copies the pinned module from the module cache into the folder, applies the
// edits listed in this package, and writes beside it a workspace in which the copy
// stands in for the module: go build -overlay refuses to replace files of the
// module cache. Nothing of Gio lies in this tree but the lines that are replaced.
// The command fails, and with it the build, when the version is another one or an
// edit does not find exactly the text it expects: after an update of Gio each edit
// must be looked at again.
//
// The Makefile builds so. A plain `go build` works without it, and then has the
// faults that each edit's reason names.
package main
