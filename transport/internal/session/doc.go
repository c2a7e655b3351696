// Package session keeps one connection between two Confabs after its TLS
// handshake: it reads and writes its frames, notices when the other side is
// gone, and knows one reason why it ended.
//
//   - New takes a Config; Run reads until the end, on the goroutine of its
//     caller, and hands every frame but PING, PONG and BYE to Received.
//   - Send queues a small frame; Wake has More called, which fills batches from
//     wherever the caller keeps what is to be sent. Neither ever blocks.
//   - Bye ends it in order, Cut at once.
//
// A member who is silent costs a blocked reader, a timer and nothing else: the
// goroutine that writes is started when there is something to write and ends
// when there is nothing left, buffers are borrowed for as long as they hold
// something, and TLS records are small, as the buffer of the largest stays. Of
// who sends PINGs as fast as it can nothing is read until their time has come.
//
// More runs on the writing goroutine, one call at a time; Received on the
// reading one. The other methods may be called from anywhere, also from within
// these two, but for Run. The package decides nothing about who may send what,
// and opens no connection.
package session
