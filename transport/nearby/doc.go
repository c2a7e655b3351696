// Package nearby finds the servers that are on the networks of this machine, so that nobody
// has to type an address.
//
//	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
//	defer cancel()
//	found, err := nearby.Find(ctx, nearby.Options{Known: client.Known()})
//	for _, server := range found {
//		fmt.Println(server.Addr, server.Name) // the name only of one that is known
//	}
//	client.JoinFound(found[0], "")
//
// Probe asks one address. UseNetworks and NetworksChanged are for systems that do not let a
// program list its networks.
//
// Whether a Server is found is its own to say (see transport.Server.SetVisible). That a
// server found is a known one is likely and not proved: transport.Client.JoinFound proves
// it. Nothing here tells the network a name or a key of this person.
//
// Find and Probe block until their context ends, and may be called from any goroutine, also
// several at the same time. The package keeps nothing on disk and never connects for a talk.
package nearby
