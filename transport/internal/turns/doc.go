// Package turns has those who shake hands take turns at the processors: when hundreds of
// strangers come at once, what the members here say must not wait for the arithmetic
// of all of them.
//
//	conn, err := turns.Begin(ctx, nc, place) // waits for its turn
//	...                                      // the handshake, over conn
//	conn.Finish()
//
// A turn is held only while a handshake is worked on, never while bytes of the other end
// are waited for, so that it is over in a moment. The next turn goes to an address from
// which a member came lately (Prefer), then to the place that has the fewest waiting,
// then to whoever waits longest.
//
// It starts no goroutine and knows nothing of TLS: what is shaken is between its caller
// and the other end.
package turns
