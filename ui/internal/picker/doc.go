// Package picker asks the person for files, or for a folder, by the system's own dialog:
//
//	paths, err := picker.Choose(ctx, "Offer a file", false)
//
// On Linux and the BSDs it is that of the desktop's portal, which shows it in a process of
// its own; on Windows the common dialog, for files only. Elsewhere, and where no portal
// answers, Choose fails, and the caller asks for a path in a field. A person who closes the
// dialog has chosen nothing, and that is no error.
//
// The paths are those of this machine. Nothing is opened or read here. Choose waits for the
// person, for as long as its context lasts: call it on a goroutine of its own.
package picker
