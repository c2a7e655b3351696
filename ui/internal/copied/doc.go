// Package copied gets what of the clipboard is no text: files, and a picture.
//
//	got, err := copied.Read(ctx)
//
// Files come before a picture, and a picture only where there is no text: what is copied from
// a table or a drawing is offered as both, and is meant as text. A picture is a PNG or a JPEG,
// as it was copied or made of what was.
//
// On X11 the clipboard is asked over a connection of its own, also where a Wayland compositor
// passes its clipboard on to X11; on Windows the system is. Elsewhere, and on Wayland without
// that, Read fails. It waits for other programs: call it on a goroutine of its own, and only
// when the person pastes.
package copied
