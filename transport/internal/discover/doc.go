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
// # DNS-SD
//
// A server is also a service of the type _confab._tcp (RFC 6763), by multicast DNS (RFC
// 6762): its instance name is the salt and the tag of its beacons, its text the version,
// and its host name tells as little. It announces itself when it starts, when its networks
// change and when the tag does, withdraws itself when it ends, and answers questions, by
// multicast alone and once a second at most. Find asks beside its probes. It takes of an
// answer the port, the salt and the tag, and for the address the one that the answer came
// from, so that an answer is worth as much as a beacon: it names no address that could not
// have sent one. Port 5353 is shared with the responder of the system, which keeps what is
// sent to one address on Linux, since our sockets are bound to the groups there.
//
// # Other networks
//
// Datagrams do not leave their network, and are not answered from outside. The networks of
// Search.Subnets are asked by Search.Reach, which connects to each of their addresses: 100 a
// second, 128 at once. What a server proves there is its identity, by which its beacons are
// recognised from then on too. It is asked again every 20 seconds, 64 servers at most, and
// once more where it does not answer then, so that it too is gone after 25 seconds.
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
// Nothing that is received makes a goroutine, but for a server that was met by Reach, and what is kept of it is bounded: 512
// servers that are not known, 16 addresses each, 8 servers of one address. A socket is read
// at 500 datagrams a second, the system drops what is above that. A server answers a probe
// only if its source is in a network of this machine, 10 times a second, 3 times the same
// source; if more ask, one beacon a second answers all of them. No answer is longer than
// the probe. Of a message of multicast DNS 1500 bytes, 32 questions and 32 records of a
// section are read; there is one answer a second at most, to the group, which no router
// passes on.
//
// On Linux the system itself drops what a socket does not take (narrow_linux.go): a server
// is not woken by beacons or by what other services say to each other.
//
// # Sharing a port
//
// Several programs of one machine may take datagrams of the same port, which all of them
// get if they go to many, but only one of them if they go to one address. So only the
// server to which a port belongs has a socket for all addresses there. Others bind theirs
// to the multicast and broadcast addresses, where the system can do that; Windows cannot.
// A program that does not share keeps a port for itself: Announcer and Find say so.
//
// # Goroutines
//
// Announcer.Run, Watch and Find run in the goroutine of the caller until their context
// ends, and own their state. Find has a goroutine for each address that it connects to. Each
// has a goroutine for each of its sockets, which it waits
// for. An error of a socket is no error of these functions: other ways remain.
package discover
