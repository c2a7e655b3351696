//go:build e2e

package e2e

import (
	"image"
	"net"
	"os/exec"
	"strings"
	"testing"
)

func TestChangedKey(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, host      string
		size            image.Point
		language, theme string
		remove          image.Point // the button in the red card
	}{
		{"desktop-english-light", "127.77.16.1" + picturePort, desktop, "en_US.UTF-8", "light", image.Pt(150, 317)},
		{"phone-chinese-dark", "127.77.17.1" + picturePort, phone, "zh_CN.UTF-8", "dark", image.Pt(120, 265)},
	} {
		t.Run("another key at a known address is a red card, and gets nothing until the old one is removed: "+c.name, func(t *testing.T) {
			t.Parallel()
			clock := newWallClock(t)
			serve := func(key byte) *process {
				p := inTerminal(t, "serve", "-open", "-history", "-addr", c.host, "-name", "Desk", "-data", (&window{home: newMember(t, key)}).data())
				p.out.await(t, `"listening"`)
				return p
			}
			desk := serve(1)
			guest := open(t, setup{size: c.size, language: c.language, env: []string{"TZ=" + clock.zone}, home: newMember(t, 2),
				settings: settings{"theme": c.theme, "name": "Bob", "client_tab": true, "client_plain": false}})
			guest.fill(t, c.host)
			clock.awaitTalk(t)
			guest.say(t, "A secret")
			desk.await(t, "the secret", func(r record) bool { return r.Text == "A secret" })
			guest.settled(t) // until it knows that it came there
			desk.kill(t)
			guest.say(t, "Another secret")

			other := serve(3)
			guest.shows(t, "key-changed-"+c.name)
			for _, r := range other.records(t) {
				if r.Kind != "listening" && r.Kind != "disconnected" {
					t.Errorf("the other server was told: %+v", r)
				}
			}
			if guest.narrow() {
				guest.pressVisibly(t, "Escape")
				guest.shows(t, "key-changed-list-"+c.name)
			}

			guest.click(t, c.remove, 1)
			guest.shows(t, "key-removing-"+c.name)
			guest.clickButton(t, image.Rectangle{Max: guest.size}, danger)
			guest.connect(t)
			other.out.await(t, `"connected"`)
			guest.say(t, "Hello, whoever you are")
			other.await(t, "what is said to it", func(r record) bool { return r.Text == "Hello, whoever you are" })
			for _, r := range other.records(t) {
				if strings.Contains(r.Text, "secret") {
					t.Errorf("the other server was told what was meant for the one before: %+v", r)
				}
			}
			guest.shows(t, "key-removed-"+c.name)
		})
	}
}

func TestSecondWindow(t *testing.T) {
	t.Parallel()
	t.Run("a second start raises the window that is there, and ends", func(t *testing.T) {
		t.Parallel()
		first := open(t, setup{})
		start(t, setup{home: first.home, display: first.display}).exit(t, 0)
		if first.ended() {
			t.Error("the first one ended")
		}
	})
	t.Run("a window on the folder of a server without one says so, and works with plain TCP", func(t *testing.T) {
		t.Parallel()
		dir := fixedFolder(t, "confab-e2e-second-window")
		first := inTerminal(t, "serve", "-data", (&window{home: dir}).data(), "-addr", "127.0.0.1:0")
		first.out.await(t, `"listening"`)
		second := open(t, setup{home: dir})
		second.shows(t, "second-window")
		second.click(t, image.Pt(894, 612), 1) // the composer is above it
		ip, port, _ := net.SplitHostPort(second.listen(t, "127.0.0.1:0"))
		visitor := run(t, exec.Command(tool(t, "nc"), ip, port))
		visitor.typeIn(t, "hello\n")
		second.say(t, "plain as before")
		visitor.out.await(t, "plain as before\n")
		first.end()
		second.process.end()
		third := open(t, setup{home: dir, display: second.display, settings: settings{"port": "8899"}})
		third.shows(t, "server-stopped-desktop-english-light")
	})
}
