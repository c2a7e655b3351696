//go:build e2e

package e2e

import ("testing";"fmt";"time")

// The addresses that stand in pictures. The whole of 127.0.0.0/8 is this
// machine, and nobody else uses these.
const (
	hostAddr  = "127.77.0.1:7788"
	tapAddr   = "127.77.0.2:7788"
	guestAddr = "127.77.0.3:40001"
)

func TestConversation(t *testing.T) {
	t.Parallel()
	host := open(t, setup{})
	host.shows(t, "server-stopped")
	host.listen(t, hostAddr)
	host.shows(t, "server-listening")

	wire := newTap(t, tapAddr, guestAddr, hostAddr)
	guest := open(t, setup{settings: settings{"client_tab": true}})
	guest.shows(t, "client-not-connected")
	guest.fill(t, tapAddr)
	guest.shows(t, "client-connected")

	lines := []string{"Hello from the other window", "你好，世界", "Lunch? 🍜🥢 在食堂", "café ≠ cafe"}
	all := ""
	for _, text := range lines {
		guest.say(t, text)
		all += text
		wire.toServer.await(t, all)
	}
	host.say(t, "Hello everyone, 大家好 👋")
	wire.toGuest.await(t, "Hello everyone, 大家好 👋")
	host.shows(t, "x-host")
	for i := range 12 {
		host.press(t, "Tab")
		within(200*time.Millisecond, func() bool { return false })
		host.shows(t, fmt.Sprint("x-host-tab", i))
	}
}
