// Package straight has two members of a host reach each other without it, for one file:
//
//	door, err := straight.Open(identity, conn.LocalAddr(), reader) // the one who offers
//	conn := <-door.Came()                                          // TLS, of the reader alone
//
//	at, ok := straight.At(named, port, conn.RemoteAddr())          // the one who receives
//	conn, err := straight.Dial(ctx, identity, at, author)
//
// A Door listens for one reader, at the one address by which the host is reached and a free
// port, until the reader has come or Close. Strangers get no further than a handshake in
// which they cannot prove the reader's key; how many may try, and how many at once, is
// bounded.
//
// What a host names is dialled with care, as it could name anything: Fits says which
// address may be tried by whom, so that nobody is sent to the services of its own machine,
// nor from a host on the internet into the own network. Dial waits for a moment only, as it
// is tried before what always works.
//
// Every Door has a goroutine that accepts and one for each handshake; Close waits for them.
// The package knows nothing of files and of the talk.
package straight
