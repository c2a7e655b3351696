// Package windatatest hands data over as other programs of Windows do, for tests.
//
//	windatatest.Copy(ctx, t, windata.Files, windatatest.FileList(`C:\plan.pdf`))
//
// It is empty elsewhere.
package windatatest
