// Package windatatest hands data over as other programs of Windows do, for tests:
//
//	windatatest.Copy(ctx, t, windata.Files, windatatest.FileList(`C:\plan.pdf`))
//
// It puts it on the clipboard of the whole session, which is that of a wine of its own where
// tests run. Any goroutine of a test may call it; it waits while another program has the
// clipboard open, as long as ctx lasts, and fails the test where the system refuses. It is
// empty elsewhere.
package windatatest
