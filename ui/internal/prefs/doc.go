// Package prefs keeps what survives a restart: the size of the window, the tab,
// the port, recent addresses, the name, theme, language and drafts. It is one
// small JSON file, prefs.json in the data folder, readable by its owner only.
//
// Open reads it once, at start. After that a Store's own goroutine writes it,
// at most every half second and once more on Close; Save only leaves the new
// value for that goroutine, so the UI goroutine never waits for a disk.
//
// Several windows of one user share the file. A write takes a lock beside it,
// reads it again and changes only what this process changed, so that no window
// undoes another; a running window does not take over what others changed.
//
// The file is replaced by rename and is therefore always whole. It may be another
// version's, older or newer: what is understood holds, a value that is not is the
// default, and all that this program does not understand is written back as it was,
// also beside what it changed: a recent address may be an object that has it under
// "address", a draft one that has it under "text", with more in it. Only one that is
// no JSON object is put aside under another name, never overwritten, and the program
// runs with the defaults and says so.
//
// What could not be written, on a full disk for example, is tried again by itself.
//
// This package never holds messages or keys.
package prefs
