// Package install makes this program the one that the desktop of the user who runs it
// opens the confab: links with, and puts it into the menu of programs:
//
//	did, err := install.Install(program)  // program is its file
//	did, err = install.Remove()
//
// Nothing of it needs root, and nothing outside of the user's own folders is touched. Doing
// it again changes nothing; from another file it takes the place of what was there.
//
// On Linux and the like it writes a desktop entry and icons (Desktop Entry and Icon Theme
// Specifications) and asks xdg-mime to make the entry the default for the scheme; where
// there is no xdg-mime it changes that line of mimeapps.list itself (Association between
// MIME types and applications). On Windows it writes keys below HKCU\Software\Classes. On
// macOS a scheme belongs to a bundle, which this program is not: Install says so.
//
// Both block on the disk and on the programs of the desktop, which they run.
package install
