// Package desktop asks the system what the person prefers: a dark or a light
// window, and which languages.
//
// Current answers within 300 ms whatever state the system is in, so the window
// may ask before its first frame. Watch blocks a goroutine that main starts and
// ends by its context; it calls back on that goroutine, never on the window's.
// Language is what words.System wants to be told.
//
//	go desktop.Watch(ctx, func(a desktop.Appearance) { … hand it to the window … })
//	language := words.System(desktop.Language())
//
// Linux and the BSDs answer through the settings portal on the session bus, or
// through GTK's settings where there is none; Windows through the registry;
// macOS through defaults(1). Android answers neither question yet: both need
// the activity's Configuration, which only the Java side of the package has.
//
// On macOS and Android Watch returns at once; there the window asks Current
// again when it gets the focus.
//
// Screenshot has the same portal take a picture of the screen, where no program may do
// that itself. It waits for the person, and no window must wait for it.
//
// This package never starts a bus, never writes a setting and never dials a
// network: a bus that is not a Unix socket counts as none.
package desktop
