//go:build attack && linux

package attack

import (
	"encoding/binary"
	"fmt"
	"strings"
	"sync"
	"time"

	"confab/transport/internal/wire"
)

// members are accepted keys whose programs are not Confab.
var members = []assaultCase{
	{name: "cursors that cannot be", attack: impossibleCursors},
	{name: "GOT, READ and FETCH of nonsense", attack: func(a *assault) {
		a.rogues(8, func(i int, m *rogue) {
			a.ignore(m.caller)
			for n := uint64(1); !a.over(); n++ {
				room := wire.RoomID{byte(n), byte(n >> 8), 7}
				if m.send(
					&wire.Got{Cursors: wire.Cursors{wire.Everyone: wire.MaxSeq, room: wire.MaxSeq}},
					&wire.Read{Cursors: wire.Cursors{wire.Everyone: wire.MaxSeq - n, room: n}},
					&wire.Fetch{Room: wire.Everyone, From: 1, To: wire.MaxFetch},
					&wire.Fetch{Room: wire.Everyone, From: wire.MaxSeq - 9, To: wire.MaxSeq},
					&wire.Fetch{Room: room, From: n, To: n + 100},
				) != nil {
					return
				}
			}
		})
	}},
	{name: "frames that only a host sends", attack: func(a *assault) {
		a.callers(50, 100, func(m *caller) {
			_ = m.send(newHello("wrong"), []wire.Frame{
				&wire.Ack{CID: cid(), Room: wire.Everyone, Seq: 1},
				&wire.Nak{CID: cid(), Reason: wire.NakKind},
				&wire.Event{Post: text("forged"), Seq: 1, From: wire.Identity{9}},
				&wire.Presence{From: wire.Identity{9}, State: wire.Removed},
			}[int(a.attempts.Load())%4])
			stay(m)
		})
	}},
	{name: "floods of posts", attack: func(a *assault) {
		a.rogues(8, func(i int, m *rogue) {
			a.ignore(m.caller)
			for n := 0; !a.over(); n++ {
				p := text(fmt.Sprint("flood ", n))
				if m.send(&p) != nil {
					return
				}
			}
		})
	}},
	{name: "posts of the greatest size", attack: func(a *assault) {
		great := strings.Repeat("M", wire.MaxTextBytes)
		a.rogues(8, func(i int, m *rogue) {
			a.ignore(m.caller)
			for !a.over() {
				p := text(great)
				if m.send(&p) != nil {
					return
				}
			}
		})
	}},
	{name: "deep and endless CBOR", attack: func(a *assault) {
		a.callers(50, 100, func(m *caller) {
			if m.send(newHello("deep")) != nil || m.welcome() == nil {
				return
			}
			n := int(a.attempts.Load())
			content := cborLies()[n%len(cborLies())]
			_ = m.raw(uint32(len(content)), []wire.Type{wire.TypePost, wire.TypeTyping, wire.TypeGot, 0x90}[n/len(cborLies())%4], content)
			stay(m)
		})
	}},
	{name: "edits, reactions and deletions, of others too", attack: changeOthers},
	{name: "typing without end", attack: func(a *assault) {
		a.rogues(8, func(i int, m *rogue) {
			a.ignore(m.caller)
			for !a.over() {
				if m.send(&wire.Typing{Room: wire.Everyone}, &wire.Presence{State: wire.Away, Name: "t"}, &wire.Ping{Token: 1}) != nil {
					return
				}
			}
		})
	}},
	{name: "one key connects, posts and goes, in a loop", attack: func(a *assault) {
		identity := a.identity()
		for i := range 16 {
			a.all.Go(func() {
				for a.turn(500) {
					m, leave, err := a.call(machineV4(2000+int(a.attempts.Load())/40), identity)
					if err != nil {
						continue
					}
					p := text("in a loop")
					if m.send(newHello("loop"), &p) == nil && i%2 == 0 {
						_ = m.SetReadDeadline(time.Now().Add(100 * time.Millisecond))
						stay(m)
					}
					leave()
				}
			})
		}
		a.all.Wait()
	}},
	{name: "a member comes 100 times in a minute", attack: comesOften},
	{name: "a member from where strangers took all places", attack: besideStrangers},
	{name: "members who never read", attack: neverRead},
	{name: "one CID for many messages", attack: func(a *assault) {
		id := cid()
		a.rogues(8, func(i int, m *rogue) {
			a.ignore(m.caller)
			for n := 0; !a.over(); n++ {
				p := text(fmt.Sprint("the same name ", n))
				p.CID = id
				if n%3 == 0 {
					p.Room = wire.Direct(m.self, wire.Identity{byte(n), 1})
				}
				if m.send(&p) != nil {
					return
				}
			}
		})
	}},
	{name: "talks of two with everyone", attack: manyDirect},
	{name: "hostile names", attack: hostileNames},
}

// impossibleCursors says HELLO with the host's own epoch and cursors above all
// that was ever said.
func impossibleCursors(a *assault) {
	a.rogues(8, func(i int, m *rogue) {
		for n := 0; a.turn(20); n++ {
			h := newHello("from the future")
			h.Epoch = m.welcomed.Epoch
			h.Cursors = wire.Cursors{wire.Everyone: []uint64{wire.MaxSeq, 1 << 40, 100_000}[n%3]}
			if n%4 == 3 {
				h.Cursors = wire.Cursors{wire.Direct(m.self, wire.Identity{5}): wire.MaxSeq, wire.RoomID{9}: 1}
			}
			// The same key again: the one that stands has to give way.
			again, leave, err := a.join(1000+i, a.identity(), h)
			if err != nil {
				continue
			}
			m.welcomed = again.welcomed
			_ = again.SetReadDeadline(time.Now().Add(200 * time.Millisecond))
			stay(again)
			leave()
		}
	})
}

// changeOthers listens for what others say, and edits, deletes and reacts to it.
func changeOthers(a *assault) {
	a.rogues(8, func(i int, m *rogue) {
		for !a.over() {
			f, err := m.r.Next()
			if err != nil {
				return
			}
			e, is := f.(*wire.Event)
			if !is {
				continue
			}
			change := func(kind wire.Kind, body string) *wire.Post {
				p := text(body)
				p.Kind, p.Ref = kind, e.CID
				return &p
			}
			if m.send(change(wire.Edit, "altered by a rogue"), change(wire.Delete, ""), change(wire.Reaction, "👎"), change(wire.Reaction, "")) != nil {
				return
			}
			own := text("my own")
			if m.send(&own) != nil {
				return
			}
			// Amendments of amendments, and of what is not there.
			e.CID = own.CID
			if m.send(change(wire.Edit, "edited"), change(wire.Delete, ""), change(wire.Edit, "after its end")) != nil {
				return
			}
		}
	})
}

// comesOften is one known member who is used from a script.
func comesOften(a *assault) {
	identity := a.identity()
	for n := range 100 {
		if a.over() {
			return
		}
		m, leave, err := a.join(8, identity, newHello("script"))
		if err != nil {
			if !a.over() {
				a.fail("the %d. connection of a known member is refused: %v", n+1, err)
			}
			return
		}
		p := text(fmt.Sprint("from a script ", n))
		if err := m.send(&p); err != nil {
			a.fail("the %d. message from a script: %v", n+1, err)
		}
		_ = m.send(&wire.Bye{Reason: wire.ByeClosing})
		leave()
	}
	<-a.ctx.Done()
}

// besideStrangers has a known member come from an address that strangers use up.
func besideStrangers(a *assault) {
	const place = 9
	identity := a.identity()
	_, leave, err := a.join(place, identity, newHello("known"))
	if err != nil {
		a.fail("%v", err)
		return
	}
	leave()
	for range 100 {
		a.all.Go(func() {
			for a.turn(300) {
				if c, leave, err := a.dial(machineV4(place)); err == nil {
					stay(c)
					leave()
				}
			}
		})
	}
	a.pause(*lasts / 3)
	a.eventually("a known member from the address of strangers", func(int) bool {
		_, leave, err := a.join(place, identity, newHello("known"))
		if err == nil {
			leave()
		}
		return err == nil
	})
	a.all.Wait()
}

// neverRead is members that fetch everything and take nothing, of a log that has
// something in it.
func neverRead(a *assault) {
	a.all.Go(func() {
		m, leave, err := a.join(999, a.identity(), newHello("writer"))
		if err != nil {
			return
		}
		defer leave()
		a.ignore(m.caller)
		for !a.over() {
			p := text(strings.Repeat("to be fetched ", 2000))
			if m.send(&p) != nil {
				return
			}
		}
	})
	a.rogues(200, func(i int, m *rogue) {
		for !a.over() {
			if m.send(&wire.Fetch{Room: wire.Everyone, From: 1, To: wire.MaxFetch}) != nil {
				return
			}
		}
	})
}

// manyDirect is keys who all come to stay on the list, and talk in twos.
func manyDirect(a *assault) {
	var mu sync.Mutex
	var known []wire.Identity // guarded by mu
	a.callers(300, 300, func(m *caller) {
		if m.send(newHello(fmt.Sprint("one of many ", a.attempts.Load()))) != nil || m.welcome() == nil {
			return
		}
		mu.Lock()
		others := known[max(0, len(known)-20):]
		known = append(known, m.self)
		mu.Unlock()
		for _, other := range others {
			p := text("to one of many")
			p.Room = wire.Direct(m.self, other)
			if m.send(&p) != nil {
				return
			}
		}
		_ = m.SetReadDeadline(time.Now().Add(200 * time.Millisecond))
		stay(m)
	})
}

func hostileNames(a *assault) {
	names := []string{
		"host", "Host", "h\u200bost", "hоst", " ", "\u3164", "\u200b\u200b", "\U000e0041\U000e0042", "\u202etsoh", "crew0",
		"a\nb", "\x1b[2J", "\x00", strings.Repeat("\u0300", 60), strings.Repeat("W", wire.MaxNameBytes), "<b>x</b>", "../../x", "\ufeff",
	}
	a.callers(100, 100, func(m *caller) {
		name := names[int(a.attempts.Load())%len(names)]
		if m.send(newHello(name)) != nil || m.welcome() == nil {
			return
		}
		p := text("said under the name of " + name)
		_ = m.send(&p)
		_ = m.SetReadDeadline(time.Now().Add(200 * time.Millisecond))
		stay(m)
	})
}

// cborLies are maps that are not what they seem, each within a frame's length.
func cborLies() [][]byte {
	deep := func(head ...byte) []byte {
		return append([]byte{0xa1, 0x18, 0xc8}, []byte(strings.Repeat(string(head), 100_000/len(head)))...)
	}
	huge := func(head byte) []byte { return binary.BigEndian.AppendUint64([]byte{0xa1, 0x18, 0xc8, head}, 1<<63-1) }
	wide := []byte{0xa1, 0x18, 0xc8, 0x99, 0x10, 0x00} // 4 096 arrays of 40 each
	for range 4096 {
		wide = append(append(wide, 0x98, 40), make([]byte, 40)...)
	}
	return [][]byte{
		deep(0x81), deep(0xa1, 0x01), deep(0x9f), deep(0xc1),
		huge(0x9b), huge(0xbb), huge(0x5b), huge(0x7b),
		wide, append([]byte{0xbb}, make([]byte, 8)...), {0xff}, make([]byte, 200_000),
	}
}
