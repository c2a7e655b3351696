// Package loop runs owners: goroutines that own state, so that nobody else locks it.
//
//	l := loop.New(flush)                        // flush tells what a batch changed
//	l.Post(task)                                // done later, in order
//	n := loop.Ask(l, func() int { return len(roster) })
//	ok := l.Try(func() { roster[id] = peer })   // a call of the program: false is too many
//
// A Loop works on memory only and never waits. What must wait has its own owner: an
// Executor does what needs the disk, one thing after the other, and gives what came of it
// to the Loop; a Bounded does what is slow and in no order.
//
// Whoever hands on what comes from the network either waits for the Loop (Do, Ask) or for
// the Executor (Await) before it reads more, so that both queues have a ceiling. The
// program's calls have one of their own, and are refused above it, never lost.
//
// What is owned this package does not know: it has no peers, no rooms and no messages, and
// imports nothing.
package loop
