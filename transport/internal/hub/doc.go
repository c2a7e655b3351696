// Package hub is the engine of a host: it lets members in, puts what they say
// into the log, and sends each what they have not got.
//
//   - New takes the open store; Serve takes an accepted connection and returns
//     at its end. The host's own person posts, reads and decides by methods.
//   - What happens is told to a Watcher, in order.
//
// The log is the only queue. A member is a cursor for each room: the session's
// writer asks for what comes after it, and gets recent events, which all share
// and which were encoded once, or pages from the store. Who does not read costs
// a cursor and one batch, however much is said. A POST goes to the store's
// writer, and its ACK comes from there after the commit; what a member posts too
// fast is not read until its time has come.
//
// A newcomer is told who is a member in pieces, with what was said between them:
// those who are here, then those who left last. Where everybody is let in unasked,
// members about whom no person has decided are forgotten when they are many.
//
// Who is let in reads Everyone from its next event on or, where Config.ShareHistory was
// set at that time, all of it. What is before that leaves this package on no way: see
// member.first.
//
// Presence and receipts are the latest wins: each session asks for what changed
// since it was told last, so that they, too, need no queue; both go round at most
// five times a second, and less often among thousands.
//
// One lock guards everything here. It is never held over disk or network. Each
// session's goroutines belong to its Serve; the hub itself has one that wakes
// the writers and one that writes receipts down. The hub listens nowhere and
// shakes no hands, and it keeps nothing that is not in the store.
package hub
