// Package socket sets the options of connected TCP sockets, and asks the system about
// their state, where the net package offers neither:
//
//	socket.Tune(nc)       // keepalive, no delay, a limit for unacknowledged bytes
//	socket.HoldLittle(nc) // small buffers, for one of very many peers
//	socket.Reset(nc)      // close with a reset, so that the other end sees it at once
//
// A FIN ends one direction only. On Linux the state of the socket tells whether a peer
// that sent one has closed the whole connection (Broken, AwaitReset), and whether the
// other end has everything that was written (Acknowledged). Other systems do not tell:
// there AwaitReset looks every few seconds, and the other two report false.
//
// Every function may be called from any goroutine; AwaitReset blocks, the others do not.
// A conn that is no TCP connection, such as a pipe of a test, is left as it is. Nothing
// is kept here, no goroutine is started and no byte is written.
package socket
