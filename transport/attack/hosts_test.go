//go:build attack && linux

package attack

import (
	"crypto/rand"
	"fmt"
	"strings"
	"time"

	"confab/transport/internal/wire"
)

// hostCase is one kind of hostile host.
type hostCase struct {
	name string
	// types has the client say something, 20 times a second; otherwise it only
	// follows.
	types bool
	// serve is one connection after HELLO. It returns when the connection is broken,
	// or to end it.
	serve func(h *impostor, m *caller)
}

var hosts = []hostCase{
	{name: "a roster of 200 000", serve: func(h *impostor, m *caller) {
		if m.send(h.hello(wire.Epoch{1})) != nil {
			return
		}
		for n := range uint64(200_000) {
			if m.w.Append(&wire.Presence{From: nth(n), State: wire.Here, Name: fmt.Sprint("member number ", n)}) != nil ||
				m.w.Full() && m.w.Flush() != nil {
				return
			}
		}
		if m.w.Flush() == nil {
			stay(m)
		}
	}},
	{name: "a new epoch each time, with the same talk", serve: func(h *impostor, m *caller) {
		frames := []wire.Frame{h.hello(wire.Epoch(cid()))}
		for n := range uint64(50) {
			frames = append(frames, said(n+1, nth(1), fmt.Sprint("said once ", n)))
		}
		if m.send(frames...) == nil {
			_ = m.SetReadDeadline(time.Now().Add(300 * time.Millisecond))
			stay(m)
			_ = m.send(&wire.Bye{Reason: wire.ByeClosing, RetryAfter: time.Millisecond})
		}
	}},
	{name: "events out of order, twice and with gaps", serve: func(h *impostor, m *caller) {
		if m.send(h.hello(wire.Epoch{1})) != nil {
			return
		}
		h.all.Go(func() { stay(m) }) // FETCH is not answered as it should be
		for n := uint64(1); ; n += 5 {
			one := func(n uint64) *wire.Event { return said(n, nth(n%7), fmt.Sprint("number ", n)) }
			gap := one(n + 3)
			gap.First = n
			if m.send(one(n+1), one(n), one(n), one(n+1), one(n+2), one(max(n, 3)-2), gap, one(n+4), one(n+4)) != nil {
				return
			}
			time.Sleep(time.Millisecond)
		}
	}},
	{name: "events without end", serve: func(h *impostor, m *caller) {
		if m.send(h.hello(wire.Epoch{1})) != nil {
			return
		}
		h.all.Go(func() { stay(m) })
		body := strings.Repeat("storm ", 5000)
		for n := uint64(1); m.send(said(n, nth(1), body)) == nil; n++ {
		}
	}},
	{name: "answers to what was not said", types: true, serve: func(h *impostor, m *caller) {
		if m.send(h.hello(wire.Epoch{1})) != nil {
			return
		}
		h.all.Go(func() { stay(m) })
		for n := uint64(1); ; n++ {
			room := wire.RoomID{byte(n), byte(n >> 8), byte(n >> 16), 3}
			if m.send(&wire.Ack{CID: cid(), Room: wire.Everyone, Seq: n}, &wire.Nak{CID: cid(), Reason: wire.NakRoom},
				&wire.Ack{CID: cid(), Room: room, Seq: wire.MaxSeq}, &wire.Got{Cursors: wire.Cursors{room: wire.MaxSeq, wire.Everyone: wire.MaxSeq}},
				&wire.Read{Cursors: wire.Cursors{wire.Everyone: n}, From: nth(n)}, &wire.Pong{Token: n}) != nil {
				return
			}
		}
	}},
	{name: "NAK to everything", types: true, serve: func(h *impostor, m *caller) {
		if m.send(h.hello(wire.Epoch{1})) != nil {
			return
		}
		for n := 0; ; n++ {
			f, err := m.r.Next()
			if err != nil {
				return
			}
			if p, is := f.(*wire.Post); is {
				reasons := []wire.NakReason{wire.NakDiskFull, wire.NakJournal, wire.NakKind, wire.NakMember, 0xff}
				if m.send(&wire.Nak{CID: p.CID, Reason: reasons[n%len(reasons)], Detail: strings.Repeat("d", wire.MaxDetailBytes)}) != nil {
					return
				}
			}
		}
	}},
	{name: "BYE at once, again and again", types: true, serve: func(h *impostor, m *caller) {
		reasons := []wire.ByeReason{wire.ByeClosing, wire.ByeFull, wire.ByeFailed, wire.ByeTooLong, wire.ByeSlow, wire.ByeSilent, 0xff}
		reason := reasons[h.times()%len(reasons)]
		if h.times()%2 == 0 {
			_ = m.send(h.hello(wire.Epoch{1}))
		}
		_ = m.send(&wire.Bye{Reason: reason, RetryAfter: time.Millisecond})
	}},
	{name: "never reads", types: true, serve: func(h *impostor, m *caller) {
		if m.send(h.hello(wire.Epoch{1})) == nil {
			<-h.ctx.Done()
		}
	}},
	{name: "frames too great", serve: func(h *impostor, m *caller) {
		_ = m.SetDeadline(time.Now().Add(700 * time.Millisecond)) // the next kind has its turn
		if h.times()%2 == 0 && m.send(h.hello(wire.Epoch{1})) != nil {
			return
		}
		switch h.times() % 4 {
		case 0:
			_ = m.raw(1<<32-1, wire.TypeEvent, nil)
			pour(m, make([]byte, 1<<16))
		case 1:
			_ = m.raw(wire.MaxFrameBytes+1, wire.TypeWelcome, nil)
			pour(m, make([]byte, 1<<16))
		case 2:
			for m.raw(wire.MaxFrameBytes, 0x90, make([]byte, wire.MaxFrameBytes)) == nil {
			}
		default:
			for m.raw(wire.FirstFrameBytes, 0x90, make([]byte, wire.FirstFrameBytes)) == nil {
			}
		}
	}},
	{name: "each message from another identity", serve: func(h *impostor, m *caller) {
		if m.send(h.hello(wire.Epoch{1})) != nil {
			return
		}
		h.all.Go(func() { stay(m) })
		for n := uint64(1); ; n++ {
			direct := said(n, nth(n), "in a talk of two")
			direct.Seq, direct.Room = 1, wire.Direct(m.self, nth(n))
			_, _ = rand.Read(direct.CID[:])
			if m.send(said(n, nth(n), fmt.Sprint("I am number ", n)), direct, &wire.Typing{Room: wire.Everyone, From: nth(n)},
				&wire.Presence{From: nth(n), State: wire.Here, Name: fmt.Sprint("\u200b", n)}) != nil {
				return
			}
		}
	}},
	{name: "limits that lie", types: true, serve: func(h *impostor, m *caller) {
		w := h.hello(wire.Epoch{1})
		w.Limits = wire.Limits{FrameBytes: wire.FirstFrameBytes, TextBytes: 1, MessagesPerSecond: 1, Burst: 1, BytesPerSecond: wire.FirstFrameBytes}
		if h.times()%2 == 0 {
			w.Limits = wire.Limits{FrameBytes: wire.MaxFrameBytes, TextBytes: wire.MaxTextBytes, MessagesPerSecond: 65535, Burst: 65535, BytesPerSecond: 1<<32 - 1}
		}
		w.ServerTime = wire.MaxMillis
		if m.send(w) == nil {
			_ = m.SetReadDeadline(time.Now().Add(time.Second))
			stay(m)
		}
	}},
	{name: "WELCOME again and again", types: true, serve: func(h *impostor, m *caller) {
		h.all.Go(func() { stay(m) })
		for n := 0; ; n++ {
			w := h.hello(wire.Epoch{1})
			if n%2 == 0 {
				w.State = wire.JoinRequired
			}
			w.Name = fmt.Sprint("impostor ", n)
			if m.send(w) != nil {
				return
			}
		}
	}},
}
