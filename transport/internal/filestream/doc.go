// Package filestream carries one file or folder over one connection, as package wire
// specifies in filestream.go:
//
//	err := filestream.Supply(ctx, conn, first, find)     // the sender, once it has a WANT
//	path, err := filestream.Pull(ctx, conn, want, r)     // the receiver, into a files.Part
//	err := filestream.Pipe(ctx, receiver, sender)        // the host between two members
//
// Both ends read, hash and write on two goroutines that hand over buffers, so that the
// disk, the arithmetic and the connection work beside each other. A stream holds three
// chunks at most, whatever the size of the file. A chunk counts once its digest was
// compared, so that a connection may end anywhere: the next Pull asks for what is missing.
//
// A Pull through the host goes on by a connection with the sender itself where the host
// names one and Receiver.Reach has it, and comes back to the host where that breaks.
//
// A connection on which nothing moves for Stall is given up. Functions return when the
// transfer has ended or the connection broke; they close nothing but what ctx ends. Who
// may have what, this package does not know: find and Receiver decide.
package filestream
