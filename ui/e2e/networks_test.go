//go:build e2e

package e2e

import (
	"fmt"
	"image"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"confab/transport"
)

// switched are two machines in network namespaces, the window's at 10.77.0.2 and the
// host's at 10.77.0.1, and the switch between them, which is the router at 10.77.0.254.
type switched struct{ window, host, between string }

// networks counts them, for their names.
var networks atomic.Int32

// rights are the prefix of commands that root must run, and what has a command of theirs
// run as whoever runs the tests again.
func rights(t *testing.T) (root, user []string) {
	t.Helper()
	if os.Geteuid() == 0 {
		return nil, nil
	}
	if err := exec.Command("sudo", "-n", "true").Run(); err != nil {
		t.Fatalf("networks of its own take root, or sudo without a password: %v", err)
	}
	return []string{"sudo", "-n"}, []string{"setpriv", "--reuid", strconv.Itoa(os.Geteuid()), "--regid", strconv.Itoa(os.Getegid()), "--init-groups"}
}

// inside is what runs a program on one of the machines, as whoever runs the tests.
func inside(t *testing.T, machine string) []string {
	t.Helper()
	root, user := rights(t)
	return slices.Concat(root, []string{"ip", "netns", "exec", machine}, user)
}

// script runs lines of shell, in which w, h and s are the namespaces.
func (s switched) script(t *testing.T, lines string) {
	t.Helper()
	root, _ := rights(t)
	argv := append(root, "sh", "-ec", fmt.Sprintf("w=%s h=%s s=%s\n", s.window, s.host, s.between)+lines)
	if out, err := exec.Command(argv[0], argv[1:]...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v: %s", lines, err, out)
	}
}

// newSwitch makes the machines and the switch. Linux gives up a neighbour after 300 ms
// there.
func newSwitch(t *testing.T) switched {
	t.Helper()
	tool(t, "ip")
	name := fmt.Sprintf("cfe%d-%d", os.Getpid(), networks.Add(1))
	s := switched{name + "w", name + "h", name + "s"}
	t.Cleanup(func() { s.script(t, `for ns in $w $h $s; do ip netns del $ns || true; done`) })
	s.script(t, `for ns in $w $h $s; do
			ip netns add $ns
			ip netns exec $ns sh -c 'echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6'
			ip -n $ns link set lo up
		done
		ip -n $s link add dev bridge type bridge mcast_snooping 0
		ip -n $s addr add 10.77.0.254/24 dev bridge
		ip -n $s link set bridge up
		for side in $w $h; do
			ip -n $s link add dev to-${side##*-} type veth peer name cable netns $side
			ip -n $s link set dev to-${side##*-} master bridge up
			ip -n $side link set cable up
			ip netns exec $side sh -c 'echo 100 >/proc/sys/net/ipv4/neigh/cable/retrans_time_ms'
		done
		ip -n $h addr add 10.77.0.1/24 dev cable
		ip -n $w addr add 10.77.0.2/24 dev cable
		ip -n $w route add default via 10.77.0.254`)
	return s
}

// ports sets properties of both ports of the switch.
func (s switched) ports(t *testing.T, properties string) {
	t.Helper()
	s.script(t, `for side in $w $h; do bridge -n $s link set dev to-${side##*-} `+properties+`; done`)
}

// knowEachOther has each machine know the other's card, so that a switch that drops
// broadcast drops no ARP.
func (s switched) knowEachOther(t *testing.T) {
	t.Helper()
	s.script(t, `card() { ip netns exec $1 cat /sys/class/net/cable/address; }
		ip -n $w neigh replace 10.77.0.1 dev cable lladdr $(card $h)
		ip -n $h neigh replace 10.77.0.2 dev cable lladdr $(card $w)`)
}

// run starts a command of the program on one of the machines, with JSON for its output.
func (s switched) run(t *testing.T, machine string, args ...string) *process {
	t.Helper()
	dir := home(t)
	env := environment("HOME="+dir, "XDG_CONFIG_HOME="+dir, "LANG=en_US.UTF-8")
	argv := slices.Concat(inside(t, machine), []string{"env"}, env, []string{confab}, args, []string{"-json"})
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Env = env
	return run(t, cmd)
}

// finds says what a search of some seconds finds on the machine of the window.
func (s switched) finds(t *testing.T) string {
	t.Helper()
	p := s.run(t, s.window, "find", "-timeout", "3s")
	<-p.done
	return p.out.String()
}

func TestWindowLooksFurther(t *testing.T) {
	t.Parallel()
	for _, look := range middleLooks {
		t.Run("a server that neither multicast nor broadcast finds is found by asking every address, and one press joins it: "+look.name, func(t *testing.T) {
			t.Parallel()
			clock := newWallClock(t)
			net := newSwitch(t)
			net.knowEachOther(t)
			desk := net.run(t, net.host, "serve", "-open", "-name", "Desk", "-data", (&window{home: newMember(t, 1)}).data())
			desk.out.await(t, `"listening"`)
			if found := net.finds(t); !strings.Contains(found, "10.77.0.1:8899") {
				t.Fatalf("with multicast and broadcast is found %q", found)
			}
			net.ports(t, "mcast_flood off bcast_flood off")
			guest := open(t, setup{size: look.size, language: look.language, env: []string{"TZ=" + clock.zone}, home: newMember(t, 2),
				within: inside(t, net.window), settings: settings{"theme": look.theme, "name": "Bob", "client_tab": true, "client_plain": false}})
			if found := net.finds(t); strings.Contains(found, "10.77") {
				t.Fatalf("without them is found %q", found)
			}
			guest.shows(t, "further-none-"+look.name)
			further := image.Pt(240, 140)
			if guest.narrow() {
				further = image.Pt(305, 140)
			}
			guest.pressed(t, "every address is asked", further)
			guest.shows(t, "further-found-"+look.name)
			found := image.Pt(150, 243)
			insist(t, "the window joins it", func() bool { return len(guest.known(t)) > 0 }, func() { guest.click(t, found, 1) })
			desk.out.await(t, `"connected"`)
			guest.shows(t, "further-joined-"+look.name)
			if known := guest.known(t); len(known) != 1 || known[0].Addr != "10.77.0.1:8899" || known[0].Trust != transport.Unverified {
				t.Errorf("the window knows %+v", known)
			}
		})
		t.Run("where an access point keeps its clients apart, the window says so: "+look.name, func(t *testing.T) {
			t.Parallel()
			net := newSwitch(t)
			net.run(t, net.host, "serve", "-open").out.await(t, `"listening"`)
			net.ports(t, "isolated on")
			guest := open(t, setup{size: look.size, language: look.language, home: newMember(t, 2),
				within: inside(t, net.window), settings: settings{"theme": look.theme, "name": "Bob", "client_tab": true, "client_plain": false}})
			guest.fill(t, "10.77.0.1:8899")
			// It has kept the focus if the answer came before another frame.
			field := image.Rect(16, 545, 284, 593)
			if guest.narrow() {
				field = image.Rect(16, 513, 344, 561)
			}
			guest.shows(t, "apart-question-"+look.name, field)
			secure, _ := guest.button(t, guest.panel(), accent)
			guest.pressed(t, "the answer is taken", secure)
			guest.shows(t, "apart-unreached-"+look.name)
			why := image.Pt(80, 348)
			if guest.narrow() {
				why = image.Pt(50, 319)
			}
			guest.pressed(t, "the page of the doctor is shown", why)
			// What can be seen of a firewall here, and so all below it, is another thing on each
			// machine; and when it was looked at, in each run.
			clock, below := image.Rect(rail+1, 154, guest.size.X, 174), image.Rect(rail+1, 424, guest.size.X, guest.size.Y)
			if guest.narrow() {
				clock, below = image.Rect(0, 105, guest.size.X, 125), image.Rect(0, 424, guest.size.X, guest.size.Y)
			}
			guest.shows(t, "apart-"+look.name, clock, below)
		})
	}
}

// pressed clicks on something until that has changed the window: what has just come takes
// no press for a moment.
func (w *window) pressed(t *testing.T, what string, at image.Point) {
	t.Helper()
	before := w.settled(t)
	insist(t, what, func() bool {
		worst, _ := compare(w.look(t), before)
		return worst > tolerated
	}, func() { w.click(t, at, 1) })
}
