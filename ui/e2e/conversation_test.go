//go:build e2e

package e2e

import (
	"image"
	"net"
	"os/exec"
	"testing"
)

// Addresses that stand in pictures are fixed. The whole of 127.0.0.0/8 is this
// machine, and nobody else uses these.
const picturePort = ":7788"

func TestConversation(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, net       string
		size            image.Point
		language, theme string
	}{
		{"desktop-english-light", "127.77.1.", desktop, "en_US.UTF-8", "light"},
		{"phone-chinese-dark", "127.77.2.", phone, "zh_CN.UTF-8", "dark"},
	} {
		t.Run("two windows talk: "+c.name, func(t *testing.T) {
			t.Parallel()
			clock := newWallClock(t)
			setup := setup{size: c.size, language: c.language, settings: settings{"theme": c.theme}, env: []string{"TZ=" + clock.zone}}
			host := open(t, setup)
			host.shows(t, "server-stopped-"+c.name)
			hostAddr := host.listen(t, c.net+"1"+picturePort)
			host.shows(t, "server-listening-"+c.name)

			wire := newTap(t, c.net+"2"+picturePort, c.net+"3:40001", hostAddr)
			setup.settings["client_tab"] = true
			guest := open(t, setup)
			guest.shows(t, "client-not-connected-"+c.name)
			guest.fill(t, wire.addr)
			guest.shows(t, "client-connected-"+c.name)

			clock.awaitTalk(t)
			said := ""
			for _, text := range []string{
				"Hello from the other window", "你好，世界", "Lunch? 🍜🥢 在食堂", "café, naïve, Ωmega",
			} {
				guest.say(t, text)
				said += text
				wire.toServer.await(t, said)
			}
			ip, port, _ := net.SplitHostPort(newTap(t, c.net+"5"+picturePort, c.net+"4:40002", hostAddr).addr)
			nc := run(t, exec.Command(tool(t, "nc"), ip, port))
			nc.typeIn(t, "nc is here\n")
			host.openPerson(t, 1)
			host.say(t, "Only for the window")
			wire.toGuest.await(t, "Only for the window")
			host.shows(t, "host-talk-"+c.name)
			host.openEveryone(t)
			host.say(t, "Everyone, 大家好 👋")
			wire.toGuest.await(t, "Only for the windowEveryone, 大家好 👋")
			nc.out.await(t, "Everyone, 大家好 👋\n")
			host.shows(t, "host-everyone-"+c.name)
			guest.shows(t, "guest-talk-"+c.name)
			if got := nc.out.String(); got != "Everyone, 大家好 👋\n" {
				t.Errorf("nc got %q", got)
			}
			if got := wire.toServer.String(); got != said {
				t.Errorf("the window sent %q, want %q", got, said)
			}
		})
	}
}
