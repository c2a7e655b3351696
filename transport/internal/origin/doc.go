// Package origin says where a connection comes from, and shares what is scarce
// fairly between those who come.
//
//	var neighbours origin.Neighbours                 // of one accept loop
//	from := neighbours.Of(remote, local)
//	given, gave, ok := pool.Enter(holder, from, now) // given must go if gave
//	took := usage.Take(from, left, now)              // of what is used up
//
// A connection is counted by its Place: the single address where the other
// machine is on our own link, since everybody there shares the /64 of IPv6, and
// fe80::/64 is shared by all links; elsewhere the /64, as one who has an address in
// it has all of them. Beside that by its Machine: the neighbour table tells which
// card an address of the link belongs to, so that the many addresses of one
// machine, IPv4 and IPv6, are known for what they are. A repeater may put its own
// card before many machines, so that one card has several times what a place has.
//
// The interface identifier of an address (EUI-64) is no evidence: anybody on the
// link can take one that looks like a neighbour's, and use up what is the
// neighbour's.
//
// It never waits for the network, and remembers nothing but the interfaces of this
// machine. Nothing in it locks: a Neighbours belongs to one goroutine, a Pool and a
// Usage to whoever guards them.
package origin
