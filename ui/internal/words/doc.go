// Package words holds everything a person reads, one file per language: labels,
// states, notices, and for every fault of transport a sentence that says what
// happened and what to do next. No other package of the window has a sentence
// of its own, and no sentence is built by joining pieces in code.
//
// A Words value is one language. For returns it; the values are built once,
// never change, and may be read from any goroutine. Every field is filled in
// every language, which a test proves by reflection.
//
// Values in sentences are placed by name, as in "{addr} refused", because
// languages order them differently. What comes from outside goes through
// ui/internal/visible first.
//
// Raw TCP has no acknowledgement, so a message is "written", never "delivered".
package words
