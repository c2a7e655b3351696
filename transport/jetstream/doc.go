// Package jetstream measures the acknowledged messages of Confab's hub against
// those of NATS JetStream, both embedded in one process, over TCP on the loopback,
// and both with each message on the disk before its acknowledgement.
//
//	make bench-nats
//
// It is a module of its own, so that the program neither needs nor names the
// server it is measured against.
//
// JetStream has one stream on file storage with sync_interval: always, and nothing
// encrypted. Confab has its hub with its store, over TLS. The two take turns, so
// that what else the machine does falls on both alike.
package jetstream
