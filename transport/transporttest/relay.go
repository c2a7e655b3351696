package transporttest

import (
	"confab/transport/internal/middle"
	"confab/transport/internal/secure"
)

// Relay is a man in the middle, between real clients and a real host: it shows its own key
// to both and hands on what they say.
type Relay = middle.Relay

// NewRelay has the Relay whose key is in the data folder dir listen at addr, between whoever
// comes there and the host at another address. Whoever calls it calls Close.
func NewRelay(dir, addr, host string) (*Relay, error) {
	own, err := secure.OpenIdentity(dir)
	if err != nil {
		return nil, err
	}
	return middle.Listen(own, addr, host)
}
