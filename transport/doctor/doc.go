// Package doctor finds out why two Confabs do not meet: it looks at the layers between
// them, from this machine's network to the key of the host, and names the first that
// fails, what it saw there, and the one next step.
//
//	d := doctor.Diagnose(ctx, doctor.Options{Addr: "192.168.1.5:8899", Known: known})
//	for _, f := range d.Findings {
//		fmt.Println(f.Layer, f.State, f.Kind, f.Facts, f.Step)
//	}
//
// With Options.Addr it looks at the way to that server; without one, at whether others
// could reach a server here (see Options.Server). There are no sentences here: Kind and
// Step are for those who know the reader's language, a Fact is an address or a number.
//
// # What it does
//
// It only looks. It changes nothing, runs no command as another user, and tells nobody a
// name or a key of this person: it connects with an identity that it makes for this, and
// offers a version of the protocol that does not exist, which a host answers with its own
// ones and its person does not hear of. It connects to Options.Addr once, asks it by the
// datagrams of nearby.Find and, where it does not answer, asks the addresses of the local
// networks one by one, as nearby.Options.Sweep does.
//
// # What it can know
//
// A Finding is Seen where it was, and Likely where it is inferred: no one outside an access
// point can see that it keeps its clients apart, and of a firewall on another machine there
// is nothing to see but silence. A firewall of this machine is read from files that
// every user may read, or asked of commands that every user may run; its rules often
// cannot be. That somebody has reached a server here is the best proof that it lets them.
//
// # How it is built
//
// Diagnose makes observations at the same time, each by a goroutine of its own, and Changed
// gets the findings each time that there is another one. What findings follow from
// observations is decided by a function without side effects (judge.go). All that it
// takes from the system is behind the interface system (system.go).
package doctor
