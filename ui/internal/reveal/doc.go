// Package reveal shows a file in its folder, in the system's file manager:
//
//	err := reveal.Show(ctx, "/harbour/Downloads/plan.pdf")
//
// It never opens the file, whatever that is: what came from others is opened by the person
// who looks at it there. On Linux and the BSDs the desktop is asked over D-Bus
// (org.freedesktop.FileManager1), and where nothing answers xdg-open gets the folder. On
// Windows it is Explorer, on macOS the Finder. The path is one argument of a program, and no
// shell sees it. On Android there is no such thing.
//
// Show reads the disk and may wait for a program to start: call it on a goroutine of its
// own.
package reveal
