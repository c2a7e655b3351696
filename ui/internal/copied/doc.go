// Package copied gets what of the clipboard is no text: files, and a picture.
//
//	got, err := copied.Read(ctx)
//
// Files come before a picture, and a picture only where there is no text: what is copied from
// a table or a drawing is offered as both, and is meant as text. A picture is a PNG or a JPEG,
// as it was copied or made of what was.
//
// On X11 the clipboard is asked over a connection of its own, on Windows the system is.
// Elsewhere Read fails. Beside a window of Wayland what X11 has may be older than what was
// copied: there the window asks, for the type that Choose names, and Receive reads the
// answer. Both wait for other programs: call them on a goroutine of their own, and only when
// the person pastes.
package copied
