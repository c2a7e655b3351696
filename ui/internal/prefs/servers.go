package prefs

import (
	"maps"
	"slices"

	"confab/transport"
	"confab/transport/nearby"
)

// NameServer has a server, by its identity, called by a name of one's own; an empty one
// takes it back. Of too many the new one is left out.
func (p *Prefs) NameServer(server, name string) {
	names := maps.Clone(p.ServerNames)
	if names == nil {
		names = map[string]string{}
	}
	delete(names, server)
	if name = transport.CleanName(field(name)); name != "" && server != "" && len(names) < MaxServers {
		names[server] = name
	}
	p.ServerNames = names
}

// SetFavourite has a server among the favourites or not. Of too many the new one is left
// out.
func (p *Prefs) SetFavourite(server string, is bool) {
	list := slices.DeleteFunc(slices.Clone(p.Favourites), func(s string) bool { return s == server })
	if is && server != "" && len(list) < MaxServers {
		list = append(list, server)
	}
	p.Favourites = list
}

// Favourite reports whether a server is a favourite.
func (p *Prefs) Favourite(server string) bool { return slices.Contains(p.Favourites, server) }

// AddNetwork has a network among Networks, and reports whether it is now: of too many the
// new one is left out.
func (p *Prefs) AddNetwork(network string) (added bool) {
	switch {
	case slices.Contains(p.Networks, network):
		return true
	case len(p.Networks) >= nearby.SubnetsMost:
		return false
	}
	p.Networks = append(slices.Clip(p.Networks), network)
	return true
}

// RemoveNetwork takes a network from Networks.
func (p *Prefs) RemoveNetwork(network string) {
	p.Networks = slices.DeleteFunc(slices.Clone(p.Networks), func(n string) bool { return n == network })
}

// mergedNames are the names of servers: mine where they are not as in base, otherwise
// theirs.
func mergedNames(base, mine, theirs Prefs) map[string]string {
	var out Prefs
	for _, all := range []map[string]string{mine.ServerNames, theirs.ServerNames} {
		for _, server := range slices.Sorted(maps.Keys(all)) {
			name := changed(base.ServerNames[server], mine.ServerNames[server], theirs.ServerNames[server])
			if out.ServerNames[server] != name {
				out.NameServer(server, name)
			}
		}
	}
	return out.ServerNames
}
