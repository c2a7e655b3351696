// Package follow is the client's engine: it follows one host, keeps a copy of
// its log on disk, and sends what waits in the outbox until the host has it.
//
//   - Start begins at once and goes on until Close, or until it makes no sense
//     any more: see Ended. Between attempts it waits, longer each time.
//   - Post is kept on disk before it is told or sent. After every new
//     connection all that waits is sent again, unchanged and in order; the host
//     tells repeats by their CID.
//   - What the host tells is on disk before a GOT says so, in order and once: a
//     Seq held already is dropped, a missing one is asked for by FETCH.
//   - Watcher is told everything there is to show.
//
// A Follower has two goroutines and, while connected as a member, a third. The
// run loop dials and reads; the desk does what Post and the others ask for and
// feeds the connection at the rate the host allows; the copier puts what was
// read on disk, as much in one transaction as is there. Where the copier cannot
// go on, because our disk is full, reading stops and TCP holds the host back.
//
// A message, or how far one has read, that our disk does not take for now stays in
// memory: the desk tries it again, in order and longer apart each time. Trouble
// stands until all of it is on disk.
//
// No method but Close blocks. Callbacks come one at a time, from all three
// goroutines, and must not call the Follower back. The package opens no socket
// and no file: Config brings a dialer and a store.
package follow
