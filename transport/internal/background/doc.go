// Package background runs work that fills a processor for as long as it lasts, and that
// nobody waits for within a blink: the bytes of files.
//
//	background.Run(func() { … })    // returns when that has
//
// A text needs a processor for microseconds, many times until its answer is here: after
// each look at the disk, after each read from the network. Beside work that never pauses
// it queues for milliseconds each time, and it does so twice. The system lets a thread
// that has just woken wait for those that run. And Go has as many places to run as there
// are processors: a goroutine that comes back from the disk finds none, and goes to the
// end of a queue that is looked at seldom as long as others have work.
//
// So Run gives the work a thread of its own with a lower priority, where a thread can
// have one by itself (Linux, Android, Windows), and Go a place more to run, so that the
// system, which interrupts, decides between the two. Where nothing else wants a
// processor, that costs the work nothing.
//
// Run may be called from any goroutine, and by many at once. It knows nothing about what
// it runs.
package background
