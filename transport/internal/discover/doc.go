// Package discover finds the servers of the local networks, and has a server found.
//
//	a := discover.NewAnnouncer(discover.Config{Identity: id, Listening: at})
//	go a.Run(ctx)                  // answers probes and sends beacons
//	discover.Watch(ctx, discover.System, a.SetNetworks)
//
//	servers := discover.Find(ctx, discover.Search{Networks: discover.System, Known: known})
//
// # Datagrams
//
// All are UDP and 48 bytes long; datagram.go has the layout. A beacon says that a server
// listens on a TCP port of the address it came from; a probe asks for that, and an answer
// is a beacon for the one that asked. A server takes probes on the number of its own port,
// and on DefaultPort: so a server on any port is found by those who do not know the port.
// A server sends beacons, to DefaultPort, when it starts, when its networks change, and
// every 30 seconds.
//
// On each network a datagram goes to the IPv4 broadcast address, to the IPv4 multicast
// group, and to all nodes of the IPv6 link (ff02::1), since any two of these may be
// dropped by an access point or a switch. The group is 239.255.34.195: 239.255/16 is for
// use within a site (RFC 2365), and the last two bytes are 8899. All of them, answers too,
// are sent with a TTL or hop limit of 1, so that no router forwards them.
//
// # What a datagram tells
//
// No name and no key. A beacon has a salt, which is random, and a tag:
//
//	tag = HMAC-SHA256(identity, "confab discover 1" | salt | port), the first 16 bytes
//
// where identity is the SHA-256 of the server's public key. Whoever knows the identity,
// because it met the server before, recognises the tag; to all others salt and tag are
// random bytes. They are changed every 15 minutes, and whenever the networks change, so
// that a laptop that hosts in two places cannot be known in the second by who only
// listened in the first. The time of day is no part of the tag, since clocks of machines
// without internet are wrong. A probe has nothing of the finder but a random number.
//
// That protects from those who listen. Who connects to the server learns its key by the
// TLS handshake, and can recognise its beacons from then on, those it recorded too. A tag
// is no proof either: anybody can send a recorded one again, from another address. A
// server that is recognised is known for certain only after TLS, which compares the key.
//
// # Limits
//
// Nothing that is received makes a goroutine, and what is kept of it is bounded: 512
// servers that are not known, 16 addresses each, 8 servers of one address. A socket is read
// at 500 datagrams a second, the system drops what is above that. A server answers a probe
// only if its source is in a network of this machine, 10 times a second, 3 times the same
// source; if more ask, one beacon a second answers all of them. No answer is longer than
// the probe, and nothing is answered but probes.
//
// # Sharing a port
//
// Several programs of one machine may take datagrams of the same port, which all of them
// get if they go to many, but only one of them if they go to one address. So only the
// server to which a port belongs has a socket for all addresses there. Others bind theirs
// to the multicast and broadcast addresses, where the system can do that; Windows cannot.
//
// # Goroutines
//
// Announcer.Run, Watch and Find run in the goroutine of the caller until their context
// ends, and own their state. Each has a goroutine for each of its sockets, which it waits
// for. An error of a socket is no error of these functions: other ways remain.
package discover
