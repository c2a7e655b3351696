// Package opener opens a document with the program that the system has for it:
//
//	err := opener.Open(ctx, "/harbour/Downloads/plan.pdf")
//
// It opens files only, no folders and no links, and on systems where a file's mode says so
// none that may be executed. The caller has made sure, by the name, that it is no program or
// script: what came from others must never run by a click. On Linux and the BSDs the file is
// given to xdg-open and, where that is missing, to the desktop's portal; on macOS to open, and
// on Windows to the shell. The path is one argument of a program, and no command line reads
// it.
//
// Open waits for the program that opens: call it on a goroutine of its own.
package opener
