// Package store keeps the talk of members on disk: the ordered log of a host,
// the copies that members have of it, and what waits to be sent.
//
//   - Open takes a folder for itself, mends or migrates what lies in it, and
//     says by Warning what it had to set aside. Store reads: Page, Search,
//     Export; and keeps peers, servers and receipts.
//   - Host is a log that this identity keeps for others: Append is the one way
//     in, and answers only after the commit. Admit, Bar and their like decide who
//     its members are; the store writes it down and lets nobody in or out.
//   - Replica is a copy of somebody else's log with its outbox: Enqueue before
//     anything is shown, Deliver before anything is said to be received.
//
// One goroutine, started by Open and ended by Close, writes. Every change goes
// to it as a job; jobs that wait together share one transaction, and none is
// answered before that is on disk (WAL, synchronous FULL). Readers have their
// own connections and see only what is committed. Everything may be called from
// any goroutine but the one that draws, since it blocks on the disk; callbacks
// run on the writer and must neither block nor call the store. Where little is left
// on the disk, the write-ahead log is kept short (shorten.go).
//
// A log counts within an Epoch. Beside the database lies a small file with the
// number of commits made: a database that has fewer, or a small file that is
// another's or missing, means an older copy that was put back, and the logs kept
// here get a new Epoch, which Warning says if anything was said in one. After a
// power cut the small file may be some seconds behind, never ahead. A folder put back as a whole, both files together, cannot
// be detected from inside: each copy finds out for itself, by Tail, that the log
// is another one.
//
// Disks change and lose what they hold. Each page of the database and of its
// write-ahead log ends in a seal that puts a single wrong bit right and detects
// worse (pagesum.go); each event has a checksum, and each room numbers without a
// gap (eventsum.go). They are looked at by every read, by Open where the database is
// small or suspect, and by a slow pass over everything (scrub.go). What
// is wrong is repaired at once, in the running store: the bit in its place, or the
// event by a mark in its place, or, if pages are ruined, by a new database of all that can be
// read of the old one, which is set aside. Warning and OnDamage say so. Restore puts
// a copy that somebody has in the place of what was marked.
//
// Search compares texts as package fold does. Its index is written after the commit, in
// transactions of its own (indexing.go); Search reads the events that it lacks, and so
// finds a message as soon as its Append has returned. The texts of an earlier version are
// indexed by the same steps, the newest first; Search returns meanwhile how far that is,
// and OnIndexing reports the progress.
//
// A Replica whose host has a new Epoch begins a new era, a log of its own. What the
// host has of the earlier eras comes again and is carried into the new one, so
// that it is held once; what it has no more stays readable in them.
package store
