// Package capture gets a picture that shows what a person sees, so that a code in it can
// be read: from a file, from the clipboard, and of the screen.
//
//	img, err := capture.File(path)
//	img, err := capture.Clipboard(ctx)
//	img, err := capture.Screen(ctx)
//
// Files are PNG, JPEG, GIF, BMP and WebP, up to a number of pixels and bytes that is
// looked at before there is memory for them. X11 and Windows give the clipboard and the
// screen themselves; on Wayland, where no program sees the screen, the desktop is asked
// for a picture of it (xdg-desktop-portal), and itself asks the person. Elsewhere both
// fail with ErrUnsupported.
//
// Nothing is kept, and no picture of the screen stays on the disk. All functions wait for
// the disk, for another program or for the person: any goroutine may call them but a
// window's.
package capture
