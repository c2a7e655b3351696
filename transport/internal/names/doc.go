// Package names makes the names that people give themselves fit to be shown, and
// finds those that can be taken for another one.
//
//	name := names.Clean(hello.Name)     // one line with ink in it, or empty
//	if guard.Alike(id, names.ShapeOf(name), false) { … }    // shown with the short form of its key
//
// Clean follows the nickname profile of PRECIS (RFC 8266): NFKC, spaces joined,
// the characters of its freeform class and no others. It goes further where that
// profile lets through what has no ink, and not as far where emoji, Persian and
// the scripts of India need characters that it forbids (see package unseen).
//
// Whether two names look alike is decided by their skeletons, after Unicode's
// security mechanisms (UTS 39, section 4): case, width, marks, spaces and signs
// do not count, and letters of other scripts count as the Latin ones that they
// look like. The table is a short one of our own, of the letters that common
// fonts draw alike; it errs towards calling names alike, since all that follows
// is that a key is shown beside a name.
//
// Functions are pure and may be called from any goroutine. A Guard is its
// owner's.
package names
