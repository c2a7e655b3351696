//go:build e2e

package e2e

import (
	"encoding/json"
	"image"
	"net"
	"os/exec"
	"strings"
	"testing"
)

// record is what these tests read of a line of -json.
type record struct {
	Kind, Text, Name, State, Addr, Link, Code string
	Seq                                       int
	Message                                   string
	Edited, Deleted                           bool
	ByGuest                                   bool `json:"by_guest"`
	Peer                                      struct{ Asking bool }
	ReplyTo                                   *struct {
		Text string
	} `json:"reply_to"`
	Reactions []struct {
		Text  string
		Count int
	}
}

// await waits until a program has told something that fits.
func (p *process) await(t testing.TB, what string, fits func(record) bool) {
	t.Helper()
	if !within(patience, func() bool {
		for _, r := range p.records(t) {
			if fits(r) {
				return true
			}
		}
		return false
	}) {
		t.Fatalf("%v did not tell %s; it told:\n%s%s", p.Args, what, p.out, p.err)
	}
}

// records are the lines of -json that a program has printed whole.
func (p *process) records(t testing.TB) (all []record) {
	t.Helper()
	text := p.out.String()
	for line := range strings.Lines(text[:strings.LastIndexByte(text, '\n')+1]) {
		var r record
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatalf("%v: %q", err, line)
		}
		all = append(all, r)
	}
	return all
}

// The items of the menus of messages, counted from 1, and of a guest's row.
const (
	itemReply = iota + 1
	itemReact
	_ // copy
	_ // select all
	itemEdit
	itemDelete

	itemLetIn = 4
)

func TestMenusOfMessages(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, net       string
		size            image.Point
		language, theme string
	}{
		{"desktop-english-light", "127.77.13.", desktop, "en_US.UTF-8", "light"},
		{"phone-chinese-dark", "127.77.14.", phone, "zh_CN.UTF-8", "dark"},
	} {
		t.Run("reply, react, edit, delete, search, and a guest in the room: "+c.name, func(t *testing.T) {
			t.Parallel()
			clock := newWallClock(t)
			host := open(t, setup{size: c.size, language: c.language, env: []string{"TZ=" + clock.zone},
				settings: settings{"theme": c.theme, "name": "Ann"}, home: newMember(t, 1)})
			addr := host.listen(t, c.net+"1"+picturePort)
			bob := inTerminal(t, "chat", addr, "-name", "Bob", "-data", (&window{home: newMember(t, 2)}).data())
			host.accept(t)
			bob.out.await(t, `"connected"`)
			clock.awaitTalk(t)
			bob.typeIn(t, "Where is the spare impeller? 备件在哪里？\n")
			bob.await(t, "that it is stored", func(r record) bool { return r.State == "stored" })
			if host.narrow() {
				host.openRow(t, 0)
			}

			host.menu(t, peers, itemReply)
			host.shows(t, "said-replying-"+c.name)
			host.say(t, "In locker 3")
			bob.await(t, "the reply", func(r record) bool {
				return r.Text == "In locker 3" && r.ReplyTo != nil && strings.HasPrefix(r.ReplyTo.Text, "Where is the spare")
			})
			host.menu(t, peers, itemReact)
			host.choose(t, 1)
			bob.await(t, "the reaction", func(r record) bool { return len(r.Reactions) == 1 && r.Reactions[0].Text == "👍" })
			host.menu(t, own, itemEdit)
			host.say(t, ", second shelf")
			bob.await(t, "the edit", func(r record) bool { return r.Text == "In locker 3, second shelf" && r.Edited })
			host.say(t, "What a mistake")
			bob.await(t, "the mistake", func(r record) bool { return r.Text == "What a mistake" })
			host.menu(t, own, itemDelete)
			host.shows(t, "said-deleting-"+c.name)
			host.clickButton(t, image.Rectangle{Max: host.size}, danger)
			bob.await(t, "the deletion", func(r record) bool { return r.Deleted })
			host.shows(t, "said-changed-"+c.name)

			host.pressVisibly(t, "ctrl+f")
			host.write(t, "shelf")
			host.shows(t, "said-found-"+c.name)
			host.pressVisibly(t, "Escape")

			ip, port, _ := net.SplitHostPort(newTap(t, c.net+"2"+picturePort, c.net+"3:40001", addr).addr)
			nc := run(t, exec.Command(tool(t, "nc"), ip, port))
			nc.typeIn(t, "nc is here\n")
			if host.narrow() {
				host.pressVisibly(t, "Escape")
			}
			eventually(t, "the menu of the guest opens", func() bool {
				return host.menuOpens(t, image.Pt(100, rowEveryone+2*rowHeight))
			})
			host.choose(t, itemLetIn)
			host.clickButton(t, image.Rectangle{Max: host.size}, danger)
			if host.narrow() {
				host.shows(t, "guest-in-room-list-"+c.name)
				host.openRow(t, 0)
			}
			host.say(t, "Welcome, 网猫")
			nc.out.await(t, "Welcome, 网猫\n")
			nc.typeIn(t, "said by nc\n")
			bob.await(t, "what the guest said", func(r record) bool { return r.Text == "said by nc" && r.ByGuest })
			bob.typeIn(t, "hello nc\n")
			nc.out.await(t, "hello nc\n")
			host.shows(t, "guest-in-room-"+c.name)
		})
	}
}
