// Package middle is a man in the middle: somebody between a client and a host who ends
// the TLS of both sides with a key of its own, and hands on what they say.
//
//	r, err := middle.Listen(own, "127.0.0.1:0", host)
//	client.Join(r.Addr())               // meets the relay, and through it the host
//	link, err := r.Redirected(invited)  // the invitation where all packets end at the relay
//	link, err := r.Changed(invited)     // as a page hands it on that the relay has changed
//	r.Close()
//
// It hands on every frame byte by byte, but for the identities in it: each side is told
// the relay's in place of the other's, so that neither has a reason to wonder. What it
// cannot do is what the tests that use it show: be whom a link names, answer for a code,
// or have two people read each other the same words.
//
// Tests only import this package; those above transport have it from transporttest.
package middle
