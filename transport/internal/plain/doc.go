// Package plain is the connection of a peer that speaks raw text over TCP: a guest of a
// Server, or the server that a Client dialled.
//
//	k := plain.New(config, nc)
//	verdict, opening := k.Identify(nil, announce) // what a visitor speaks
//	k.Open()                                      // it is a plain one: the queue goes out
//	ending := k.Reader(encoding, guesser, take).ReadLoop(opening)
//	k.Outlast(ending, halfClosed)                 // while it still takes what is written
//	k.Abandon()
//	why, err := k.CloseReason()
//
// Raw TCP has no messages, only bytes. The Reader makes messages of them by their gaps
// (package detect), in the encoding that a person chose or that is guessed, and holds the
// peer to its limits by reading no more for a while. The other way a Payload is the bytes
// of one text for each recipient, as that one writes itself, and Enqueue has each written
// at once, with a pause behind it.
//
// One goroutine reads: it calls Identify, Await, Answer, ReadLoop, Outlast and Abandon, and
// what these call. A writer goroutine lives only while there is something to write. All
// other methods may be called from any goroutine, and none of them blocks.
//
// The package owns the bytes of a connection and how it ends (fault). It knows nothing of
// rosters, talks or events: what comes goes to the functions that its caller gives it. It
// never interprets what a peer sent, and reads no more at once than it has a buffer for.
package plain
