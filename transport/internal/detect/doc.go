// Package detect reads what nobody announced: which kind of visitor opened a
// connection, where the messages of a raw text stream end, and in which
// encoding that text is written.
//
//   - Opening classifies the first bytes of a connection: TLS, HTTP, plain, or
//     what a web page can make a browser send and is refused.
//   - Assembler cuts the raw text of a plain guest into messages by quiet gaps,
//     without ever splitting a character.
//   - Encoding turns bytes into text and back.
//   - Guesser learns from texts in which encoding they are: the one in which they
//     make the likeliest language.
//
// The statistics are counted, when the first text has to be guessed, from the
// commonest words and characters of some thirty languages (samples.go,
// ideographs.go). All text there and in testdata/corpus was written for this
// program.
//
// An Opening, an Assembler and its Guesser belong to the goroutine that reads one
// connection; nothing in them is locked. An Encoding is a value, and its
// methods may be called from anywhere.
//
// The package is pure: it never touches a socket, never starts a goroutine and
// never reads a clock. The reader asks how long it may wait, sets its deadline,
// and tells what came or how long nothing came. What it keeps in memory is
// bounded whatever comes in, and idle it keeps no buffer at all.
package detect
