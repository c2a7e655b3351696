// Package selection reads and owns X11's selections over a connection of its own
// to the X server, beside that of the window:
//
//	c, err := selection.Open("")
//	c.Read(selection.Clipboard, limit, func(a selection.Answer) { … })
//	c.ReadPicture(limit, func(a selection.Answer) { … })
//	c.ReadFiles(limit, func(a selection.Answer) { … })
//	c.Own("what a middle click pastes")
//	c.AcceptDrops(window, func() bool { … }, func(d selection.Drop) { … })
//
// Each of these reads has exactly one answer: what was asked for, that there is none, or that the program that owns the selection does not answer. The target is negotiated, what is
// large comes in pieces (INCR), and no more of it than the limit is kept. The
// conventions are those of ICCCM 2.0, sections 2.1 to 2.8.
//
// Files that are dragged over a window of the program come here too (XDND).
//
// Open, the reads, Own, AcceptDrops and Close may be called from any goroutine; answers come from
// the connection's. The package never writes the CLIPBOARD: the window does that.
// It is empty where there is no X11.
package selection
