// Package visible makes text from outside safe to show. A peer may send any
// character; some of them would hide, reorder or overwrite what stands next to
// them on the screen or in a terminal (control characters, ANSI escapes,
// right-to-left overrides). Text shows those as plain ASCII, so that a person
// sees that they are there and they do nothing.
//
// Everything that came from a peer, from the system or from a pasted address
// passes through here before it is shown: messages, names, addresses, errors.
// What is copied, sent or kept stays as it came.
//
// All functions are pure and may be called from any goroutine. Their output is
// valid UTF-8, and giving it to them again changes nothing.
//
// This package never interprets what it is given as markup.
package visible
