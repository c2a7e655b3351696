// Package windata reads what other programs of Windows hand over: what they have copied, and
// the files that are dragged from them over a window.
//
//	files, err := windata.CopiedFiles(ctx, most)
//	dib, err := windata.Copied(ctx, windata.DIB, limit)
//	err := windata.AcceptDrops(hwnd, most, func() bool { … }, func(over bool, files []string) { … })
//
// The clipboard may be read from any goroutine; that waits for other programs, as long as ctx
// lasts. AcceptDrops is for the thread that owns the window. The package is empty elsewhere.
package windata
