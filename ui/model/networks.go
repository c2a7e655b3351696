package model

import (
	"errors"
	"net/netip"

	"confab/transport/nearby"
	"confab/ui/internal/words"
)

// networksPage is the page of the networks that are asked too when the search goes further.
type networksPage struct {
	shown bool
	bad   fieldFault // of what was to be added
	err   string
}

// ShowNetworks opens or closes the page of the networks.
func (m *Model) ShowNetworks(show bool) {
	if show {
		m.Client.uncover()
	}
	m.Client.networks = networksPage{shown: show}
	m.settle()
}

// NetworksShown says that the page of the networks is open, on the Client tab.
func (m *Model) NetworksShown() bool { return m.tab == ClientTab && m.Client.networks.shown }

// Networks are those that the person has added, as they are shown, the latest last.
func (c *ClientSide) Networks() []string { return c.m.prefs.Networks }

// Subnets are the networks that the person has added.
func (c *ClientSide) Subnets() (subnets []netip.Prefix) {
	for _, text := range c.m.prefs.Networks {
		if subnet, err := nearby.ParseSubnet(text); err == nil {
			subnets = append(subnets, subnet)
		}
	}
	return subnets
}

// NetworkError is what is wrong with what was to be added, or empty.
func (c *ClientSide) NetworkError() string { return c.networks.err }

// EditNetwork says that what is to be added is another text.
func (m *Model) EditNetwork() {
	if m.Client.networks.bad != nil {
		m.Client.networks.bad = nil
		m.settle()
	}
}

// AddNetwork adds a network that the person typed, and reports whether it is there now.
func (m *Model) AddNetwork(text string) (added bool) {
	page := &m.Client.networks
	subnet, err := nearby.ParseSubnet(text)
	switch {
	case errors.Is(err, nearby.ErrLargeSubnet):
		page.bad = func(w *words.Words) string { return w.NetworkLarge }
	case err != nil:
		page.bad = func(w *words.Words) string { return w.NetworkInvalid }
	case !m.prefs.AddNetwork(subnet.String()):
		page.bad = func(w *words.Words) string { return w.NetworksFull(nearby.SubnetsMost) }
	default:
		page.bad = nil
		m.save()
	}
	m.settle()
	return page.bad == nil
}

// RemoveNetwork takes a network of Networks away.
func (m *Model) RemoveNetwork(network string) {
	m.prefs.RemoveNetwork(network)
	m.Client.networks.bad = nil // there may have been too many
	m.save()
	m.settle()
}
