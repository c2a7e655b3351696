package core

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"confab/transport/internal/discover"
	"confab/transport/internal/follow"
)

func TestWhatIsHeardIsTriedOnceInARoundOfSeeking(t *testing.T) {
	server := func(known int, addrs ...string) (s discover.Server) {
		for _, a := range addrs {
			s.Addrs = append(s.Addrs, netip.MustParseAddrPort(a))
		}
		s.Known = known
		return s
	}
	const one, two = "10.0.0.1:8899", "10.0.0.2:8899"
	for range 2 { // in the next round it is tried again
		var tried []string
		changed := hearing(func(ways []follow.Way) {
			for _, w := range ways {
				tried = append(tried, w.Addr)
			}
		})
		changed([]discover.Server{server(0, one), server(-1, "10.0.0.3:8899")})
		changed([]discover.Server{server(0, one, two)})
		if got := strings.Join(tried, " "); got != one+" "+two {
			t.Errorf("%s are tried", got)
		}
		for n := range 2 * soughtAddrs { // somebody says so of more and more
			changed([]discover.Server{server(0, fmt.Sprintf("10.0.1.%d:8899", n))})
		}
		if len(tried) != soughtAddrs {
			t.Errorf("%d are tried", len(tried))
		}
	}
}
