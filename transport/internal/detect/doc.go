// Package detect reads what nobody announced: which kind of visitor opened a
// connection, where the messages of a raw text stream end, and in which
// encoding that text is written.
//
//   - Opening classifies the first bytes of a connection: TLS, HTTP, plain, or
//     what a web page can make a browser send and is refused.
//   - Assembler cuts the raw text of a plain guest into messages by quiet gaps,
//     without ever splitting a character.
//   - Encoding turns bytes into text and back.
//
// An Opening and an Assembler belong to the goroutine that reads one
// connection; nothing in them is locked. An Encoding is a value, and its
// methods may be called from anywhere.
//
// The package is pure: it never touches a socket, never starts a goroutine and
// never reads a clock. The reader asks how long it may wait, sets its deadline,
// and tells what came or how long nothing came. What it keeps in memory is
// bounded whatever comes in, and idle it keeps no buffer at all.
package detect
