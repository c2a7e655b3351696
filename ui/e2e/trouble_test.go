//go:build e2e

package e2e

import (
	"net"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// nobody is a user without privileges.
var nobody = syscall.Credential{Uid: 65534, Gid: 65534}

func TestTroubleInWords(t *testing.T) {
	t.Parallel()
	t.Run("a port that another program has", func(t *testing.T) {
		t.Parallel()
		l, err := net.Listen("tcp", "127.77.5.1"+picturePort)
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		w := open(t, setup{})
		w.fill(t, l.Addr().String())
		w.shows(t, "port-taken")
	})
	t.Run("a port that only the system may have", func(t *testing.T) {
		t.Parallel()
		raw, err := os.ReadFile("/proc/sys/net/ipv4/ip_unprivileged_port_start")
		if err != nil {
			t.Fatal(err)
		}
		if first, err := strconv.Atoi(strings.TrimSpace(string(raw))); err != nil || first <= 80 {
			t.Skipf("here everybody may have port 80: ip_unprivileged_port_start is %s", raw)
		}
		s := setup{}
		if os.Getuid() == 0 {
			s.user = &nobody
		}
		w := open(t, s)
		w.fill(t, "80")
		w.shows(t, "port-privileged")
	})
	t.Run("ports that are none, and servers that are not there", func(t *testing.T) {
		t.Parallel()
		w := open(t, setup{})
		w.fill(t, "70000")
		w.shows(t, "port-invalid")
		guest := open(t, setup{settings: settings{"client_tab": true}})
		guest.fill(t, "127.77.5.2:1") // nothing listens there
		guest.shows(t, "server-refused")
	})
}
