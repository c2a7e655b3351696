//go:build fakedroid

package fakedroid

import "testing"

// What comes from elsewhere: links, shared text, the buttons and taps of
// notifications; and what happens while the program has no view.
func TestTheViewReturns(t *testing.T) {
	const shared = "shared 分享"
	t.Parallel()
	h, p := serve(t, "127.0.0.79:8877"), start(t, false)
	p.do("shared", shared)
	p.do("create")
	step(h, p, "a link fills in the address and does not connect", func() {
		p.do("link", "confab://"+h.addr)
		p.untilPlace("the link's address", func() bool {
			if p.written() == h.addr {
				return true
			}
			p.tap("Address") // what has just moved takes no tap
			return false
		})
	})
	step(h, p, "text shared before there was a talk waits in the composer", func() {
		p.tap("Plain TCP")
		p.tap("Connect")
		h.until("connected", "")
		p.untilJava("foreground|Confab|Connected to " + h.addr + "|Disconnect|1")
		p.untilJava("askToNotify")
		p.holds(shared)
		p.tap("Send")
		h.until("appended", shared)
	})
	step(h, p, "a message that comes while another app is in front is notified, until it is seen", func() {
		p.do("hide")
		h.say("behind another app")
		p.untilJava("notify|1/1|" + h.addr + "|behind another app")
		p.do("show")
		p.untilJava("withdraw|1/1")
		p.until("behind another app")
	})
	step(h, p, "the talk is there again when the view is, however often it goes", func() {
		for _, said := range []string{"without a view 一", "without a view 二", "without a view 三"} {
			p.tap("Message") // with a caret that blinks
			p.do("destroy")
			h.say(said)
			p.untilJava("notify|1/1|" + h.addr + "|" + said)
			p.do("create")
			p.until(said)
			p.until("behind another app")
			p.untilJava("withdraw|1/1")
			p.edit("Message", "I see "+said)
			p.tap("Send")
			h.until("appended", "I see "+said)
		}
		p.picture("returned")
	})
	step(h, p, "Disconnect in the notification ends the connection without a view", func() {
		p.do("destroy")
		p.do("disconnect")
		h.until("disconnected", "")
		p.untilJava("background")
		p.do("create")
		p.until("I see without a view 三")
		p.back()
		p.until("Connect")
	})
}
