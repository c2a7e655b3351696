// Package uitest drives pages without a window and compares what they draw
// with golden pictures. Only tests import it.
//
// A Window runs a page against Gio's input router. Controls are found by the
// words a screen reader would say, never by coordinates:
//
//	w := uitest.New(t, uitest.Phone, page.Layout)
//	w.Click("Start")
//	w.Type("hello")
//	w.Press(key.NameReturn, 0)
//	if !w.Has("Listening") { … }
//
// Golden draws a page with gpu/headless and compares it with
// testdata/golden/NAME.png; go test -update rewrites the pictures. It needs EGL
// (Mesa's software renderer will do, no X server) and fails where there is
// none, unless CONFAB_NO_GPU=1 says that this is known.
//
// Everything runs on the goroutine of the test. Time stands still but for
// Advance, fonts are the embedded ones and a small Chinese subset (made by
// generate.sh), so the same page gives the same picture everywhere.
package uitest
