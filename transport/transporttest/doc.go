// Package transporttest has a Server and a Client without a network and without a
// disk, for the tests of programs that drive transport: the roster, the talks and
// the events are those of the real ones, and a test plays all others.
//
//	server := transporttest.NewServer(transport.Options{Sink: sink})
//	server.Start(":8899")
//	guest := server.Come("10.0.0.7:5000")
//	server.Hear(guest, "how deep is it?")
//	err := server.Send(guest, "three metres")
//	server.Write(guest) // the system takes it
//
// Methods with the names of transport's do what those do; the others are what
// happens elsewhere: a guest comes, a member says something, the host refuses a
// message, the connection breaks. Calls records which of the former were called.
//
// Every event is handed to Options.Sink in the order of what happened, by the
// goroutine whose call made it happen or by one that is just doing that, and with no
// lock held: the sink may call any method.
//
// A conformance test runs the same scenarios on this and on the real Server and
// Client, and compares every event and every answer. What it does not cover is not
// promised: limits, names that look alike, and who else may read a talk.
package transporttest
