// Package wire is the protocol between two Confabs: the frames that travel
// inside their TLS connection, as bytes and as Go values.
//
// Read protocol.go first: it is the specification. What a program needs is
//
//   - the frames (Hello, Welcome, Post, …), plain structs that are built with
//     a literal and taken apart with a type switch on Frame;
//   - Reader, which takes frames from a stream, and Writer, which collects
//     frames into batches; Append and Decode do the same for bytes in hand, so
//     that a host encodes an event once and writes it to every member;
//   - Offer, Negotiate and Accept, which agree on a version.
//
// Every field is checked against its limits in both directions by the same
// line of code: a frame that was decoded is valid, and one that is not cannot
// be encoded. What breaks a rule is a *Refusal that says which and where.
//
// The package is pure: it opens no socket, starts no goroutine and reads no
// clock. A Reader belongs to the goroutine that reads a connection and a
// Writer to the one that writes it; nothing in them is locked. The functions
// may be called from anywhere. It does not know who may send what, and when:
// that is the business of session and hub.
package wire
