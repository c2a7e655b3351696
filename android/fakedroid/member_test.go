//go:build fakedroid

package fakedroid

import (
	"fmt"
	"testing"
	"time"
)

const desk = "127.0.0.77:8877"

// TestMember is a phone as a member, and a host and a phone that are killed.
func TestMember(t *testing.T) {
	const (
		meanwhile = "meanwhile 期间 🚧"
		unsent    = "written before the end 遗言"
		blind     = "without a view 看不见"
		last      = "the last 最后"
	)
	hostData, phoneData := t.TempDir(), t.TempDir()
	var calls systemCalls
	h, p := serveMembers(t, desk, hostData), startOn(t, false, phoneData, &calls)
	p.do("create")
	step(h, p, "it joins over TLS by the address, and Chinese and emoji go both ways", func() {
		converse(h, p, english, false)
		p.shows("member", caret)
	})
	step(h, p, "what is said while the server is gone is kept", func() {
		h.die()
		p.untilJava("foreground|Confab|Reconnecting")
		p.say(english, meanwhile)
		p.until(meanwhile)
		p.picture("member-waiting")
	})
	h = serveMembers(t, desk, hostData)
	step(h, p, "and arrives when the server is back", func() {
		h.until("appended", meanwhile)
		p.untilJava("foreground|Confab|Connected to " + desk)
		h.say("again 又来了")
		p.until("again 又来了")
		p.until(meanwhile)
	})
	step(h, p, "the talk is there again when the view is", func() {
		p.tap("Message")
		p.do("destroy")
		h.say(blind)
		p.untilJava("notify|1/1|Desk|" + blind)
		p.do("create")
		for _, said := range []string{blind, hosts, phones, meanwhile} {
			p.until(said)
		}
		p.picture("member-returned")
	})
	var left time.Duration
	var since time.Time
	step(h, p, "it waits longer and longer for a server that is gone", func() {
		h.die()
		left, since = p.untilWait(11)
	})
	h = serveMembers(t, desk, hostData)
	step(h, p, "and comes back at once when the network changes", func() {
		p.do("networkChanged")
		h.until("connected", "")
		took := time.Since(since)
		t.Logf("it came back after %v of %v", took, left)
		if took > left-2*time.Second {
			t.Errorf("it came back after %v, and by itself it would have after %v", took, left)
		}
	})
	step(h, p, "what waits is on disk when the process is killed", func() {
		h.die()
		p.untilJava("foreground|Confab|Reconnecting")
		p.say(english, unsent)
		p.until(unsent)
		p.die()
	})
	p = startOn(t, false, phoneData, &calls)
	p.do("create")
	step(h, p, "a new process has the history while the server is gone", func() {
		p.tap("Desk")
		p.tap("Everyone")
		for _, said := range []string{hosts, phones, meanwhile, blind, unsent} {
			p.until(said)
		}
		p.picture("member-history")
	})
	h = serveMembers(t, desk, hostData)
	step(h, p, "and sends what waited, once", func() {
		h.until("appended", unsent)
		h.say(last)
		h.until("appended", last, unsent)
		p.until(last)
	})
	p.die()
	t.Run("no system call is one that Android refuses", calls.check)
}

func TestMemberOnOldAndroid(t *testing.T) {
	t.Parallel()
	hostData, phoneData := t.TempDir(), t.TempDir()
	const addr = "127.0.0.80:8877"
	settings := []string{"dark", "1", "languages", "zh-Hans-CN,en-US"}
	h, p := serveMembers(t, addr, hostData), startOn(t, true, phoneData, nil, settings...)
	p.do("create")
	step(h, p, "it joins over TLS by the address, and Chinese and emoji go both ways", func() {
		converse(h, p, chinese, false)
		p.shows("member-dark-chinese", caret)
		p.die()
	})
	p = startOn(t, true, phoneData, nil, settings...)
	p.do("create")
	step(h, p, "a new process has the history, and goes on", func() {
		p.tap("Desk")
		h.until("connected", "")
		p.until(hosts)
		p.until(phones)
		p.say(chinese, "又来了")
		h.until("appended", "又来了")
	})
}

// untilWait waits until the window says anew in how many seconds the next attempt
// is made, at least so many, and returns that and since when.
func (p *phone) untilWait(seconds int) (time.Duration, time.Time) {
	p.t.Helper()
	var left, before int
	p.untilPlace(fmt.Sprintf("a wait of %d s", seconds), func() bool {
		for _, n := range p.tree() {
			if _, err := fmt.Sscanf(n.words, "Reconnecting in %d s", &left); err == nil {
				fresh := before != 0 && left != before
				before = left
				return fresh && left >= seconds
			}
		}
		return false
	})
	return time.Duration(left) * time.Second, time.Now()
}
