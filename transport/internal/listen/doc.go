// Package listen takes the connections of a host: it opens the port, accepts, and decides
// who may come in, before anything is known of a visitor but where it comes from.
//
//	l, err := listen.Open(ctx, "0.0.0.0:8899")
//	acceptor := listen.Acceptor{Listener: l, Closed: ctx.Done(), Admit: admit, Failed: failed, Running: &running}
//	acceptor.Run()                                           // until l is closed
//
//	seat, why := admission.Enter(from, now, prove, cut)      // in admit; nil: why not
//	why = admission.Decided(seat)                            // it becomes a guest
//	why = admission.Browse(seat, now)                        // it is a browser's
//	why, retry := admission.Proved(seat, key, now)           // it is a member's
//	admission.Leave(seat)
//
// Admission shares what is scarce among places, machines and networks (package origin), so
// that no number of strangers keeps others out: undecided connections, guests, connections
// in a time, handshakes. Guests that only listen any more give way to others. Refusals
// pace what a person is shown of all that was turned away.
//
// An Acceptor runs on a goroutine of its own and waits for no visitor: when descriptors
// run out it sheds one connection and pauses. An Admission and a Refusals lock nothing; the
// owner of a host's state owns them. What a visitor is, who is here and what is told about
// it the package does not know: it is given functions for that.
package listen
