// Package address reads the addresses that people type, and finds those under which this
// machine can be reached.
//
//	host, port, err := address.Split("example.org:8899", 1)
//	key := address.Key("EXAMPLE.org.:8899")             // the same for every spelling
//	addrs := address.Reachable(listener.Addr(), address.System)
//
// An address is host:port, where host is a name, an IPv4 address or an IPv6 address in
// brackets, with or without a zone. Errors are *fault.Error. System asks the system, which
// Android does not allow: a program there gives a function of its own, and where nobody
// knows, the routing table is asked.
//
// Nothing here sends a byte, resolves a name or keeps state. Any goroutine may call it.
package address
