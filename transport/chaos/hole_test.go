package chaos

import (
	"path/filepath"
	"testing"
	"time"

	"confab/transport"
)

// deadline is within how long a black hole must be noticed at both ends. To the
// second it is tested in package session, whose clock stands still; beside other
// tests the machine may be late.
func deadline() time.Duration {
	const promised, late = 26 * time.Second, 10 * time.Second
	if long {
		return promised
	}
	return promised + late
}

// hole is a member, its host and what lies between them.
type hole struct {
	sentence string
	ways     []direction

	host   *host
	member *member
	proxy  *proxy
	// The hole opened at begun; events from here and there on came after it.
	begun       time.Time
	here, there int
}

func TestBlackHole(t *testing.T) {
	t.Parallel()
	holes := []*hole{
		{sentence: "both ways", ways: []direction{up, down}},
		{sentence: "from member to host", ways: []direction{up}},
		{sentence: "from host to member", ways: []direction{down}},
	}
	// All are opened before the first is waited for.
	for _, o := range holes {
		o.open(t)
	}
	for _, o := range holes {
		t.Run("a black hole "+o.sentence+" is noticed at both ends within 26 s, and nothing is lost in it", o.watch)
	}
}

func (o *hole) open(t *testing.T) {
	dir := t.TempDir()
	o.host = hostIn(t, filepath.Join(dir, "host"))
	o.proxy = newProxy(t, o.host.addr, nil)
	o.member = memberIn(t, filepath.Join(dir, "member"), "member", o.proxy.addr())
	o.member.post(t, "before")
	o.host.await(t, 0, patience, "the first message", says("before"))
	o.member.await(t, 0, patience, "the first message", says("before"))
	for _, way := range o.ways {
		o.proxy.swallow(way, true)
	}
	o.begun, o.here, o.there = time.Now(), o.member.length(), o.host.length()
	o.member.post(t, "into the hole")
	o.host.post(t, "out of the hole")
}

func (o *hole) watch(t *testing.T) {
	left := func() time.Duration { return max(time.Second, time.Until(o.begun.Add(deadline()))) }
	e, n := o.member.await(t, o.here, left(), "that the host is gone", kind(transport.Waiting))
	here := o.member.when(n).Sub(o.begun)
	_, n = o.host.await(t, o.there, left(), "that the member is gone", func(e transport.Event) bool {
		return e.Peer.Identity == o.member.identity && !e.Peer.Here && e.Kind != transport.Appended
	})
	there := o.host.when(n).Sub(o.begun)
	t.Logf("noticed after %v at the member (%v), after %v at the host", here.Round(time.Millisecond), e.Err, there.Round(time.Millisecond))
	if here > deadline() || there > deadline() || e.Err == nil {
		t.Error("that is too late, or does not say why")
	}
	for _, way := range o.ways {
		o.proxy.swallow(way, false)
	}
	o.member.Reconnect()
	for _, text := range []string{"into the hole", "out of the hole"} {
		o.member.await(t, o.here, patience, text+", once the hole is closed,", says(text))
		o.host.await(t, o.there, patience, text+", once the hole is closed,", says(text))
	}
}
