package nearby

import (
	"errors"
	"net/netip"
	"strings"

	"confab/transport/internal/discover"
)

// SubnetsMost is how many networks Options.Subnets has.
const SubnetsMost = discover.SubnetsMost

// The errors of ParseSubnet.
var (
	ErrNoSubnet    = errors.New("no network of IPv4, such as 10.88.0.0/24")
	ErrLargeSubnet = errors.New("a network of more than 1024 addresses, which are /22")
)

// ParseSubnet reads a network as a person writes it, such as 10.88.0.0/24, for
// Options.Subnets. Space around it and the part of the address behind its length do not
// matter. It fails with ErrNoSubnet, or with ErrLargeSubnet for more than 1 024 addresses.
func ParseSubnet(text string) (netip.Prefix, error) {
	p, err := netip.ParsePrefix(strings.TrimSpace(text))
	if err != nil {
		return netip.Prefix{}, ErrNoSubnet
	}
	subnet, ok := discover.Subnet(p)
	switch {
	case ok:
		return subnet, nil
	case p.Bits() < discover.SubnetBits && p.Addr().Is4():
		return netip.Prefix{}, ErrLargeSubnet
	}
	return netip.Prefix{}, ErrNoSubnet
}
