//go:build attack && linux

package attack

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"sync/atomic"
	"time"

	"confab/transport/internal/cpace"
	"confab/transport/internal/join"
	"confab/transport/internal/passcode"
	"confab/transport/internal/program"
	"confab/transport/internal/wire"
)

// invitations are attacks on a host that has an invitation open: on the token of the link, and on
// the code, which has a million values.
var invitations = []assaultCase{
	{name: "codes guessed from everywhere at once", closed: true, attack: guessCodes},
	{name: "exchanges over a code begun and left open", closed: true, attack: leaveExchanges},
	{name: "garbage in exchanges over a code", closed: true, attack: garbleExchanges},
	{name: "tokens used, expired, replayed and made up", closed: true, attack: replayTokens},
}

// invited has the host open an invitation, as /invite with what stands behind it does.
func (a *assault) invited(how string) (token wire.Token, code string) {
	before, _ := a.host.Since(0)
	if err := a.host.Say("/invite" + how); err != nil {
		a.fail("%v", err)
		return token, ""
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	n := 0
	r, err := a.host.Find(ctx, func(r program.Report) bool { n++; return n > len(before) && r.Kind == "invite" })
	if err != nil {
		a.fail("%v", err)
		return token, ""
	}
	link, err := join.Parse(r.Link)
	if err != nil || r.Code == "" {
		a.fail("the invitation is %+v, %v", r, err)
	}
	return link.Token, r.Code
}

// guesses is how often the codes of a host were tried, and what came of it.
type guesses struct{ wrong, busy, right atomic.Int64 }

// judge fails the case where more wrong guesses were taken than the host promises, where
// none was, or where a code was found.
func (g *guesses) judge(a *assault, took time.Duration) {
	most := int64(passcode.Tries) * (1 + int64(took/passcode.Pause))
	most = min(most, passcode.WindowGuesses*(1+int64(took/passcode.Window)))
	wrong := g.wrong.Load()
	a.mu.Lock()
	a.row.remark("of the guesses %d counted and were wrong, %d were put off, %d were right", wrong, g.busy.Load(), g.right.Load())
	a.mu.Unlock()
	if wrong > most || wrong == 0 {
		a.fail("%d wrong guesses were taken in %v, where there should be one at least and %d at most", wrong, took, most)
	}
	if g.right.Load() > 0 {
		a.fail("a code was found")
	}
}

// exchanger is a caller who has said HELLO and tries codes.
type exchanger struct {
	*caller
	shares uint64
}

// exchanges is callers who are no members, welcomed all the same, and what they do.
func (a *assault) exchanges(size, perSecond int, do func(m *exchanger)) {
	a.callers(size, perSecond, func(m *caller) {
		if m.send(newHello("has a code")) == nil && m.welcome() != nil {
			do(&exchanger{caller: m})
		}
	})
}

// share begins an exchange in the connection.
func (m *exchanger) share(code string) (*cpace.Client, *wire.Share, error) {
	m.shares++
	id, err := m.Export(wire.ExchangeLabel, binary.BigEndian.AppendUint64(nil, m.shares))
	if err != nil {
		return nil, nil, err
	}
	host := m.Peer()
	c, share := cpace.Begin(cpace.Session{ID: id, Client: m.self[:], Host: host[:]}, code)
	return c, &wire.Share{Element: share}, nil
}

// answer is the host's reply to an exchange.
func (m *exchanger) answer() (wire.Frame, error) {
	_ = m.SetReadDeadline(time.Now().Add(patience))
	for {
		f, err := m.r.Next()
		if err != nil {
			return nil, err
		}
		switch f := f.(type) {
		case *wire.Share, *wire.Proof, *wire.Denied:
			return f, nil
		case *wire.Ping:
			err = m.send(&wire.Pong{Token: f.Token})
		case *wire.Bye:
			return nil, fmt.Errorf("BYE %d", f.Reason)
		}
		if err != nil {
			return nil, err
		}
	}
}

// guess tries a code. It returns false when the connection is of no use any more.
func (m *exchanger) guess(code string, g *guesses) bool {
	c, share, err := m.share(code)
	if err != nil || m.send(share) != nil {
		return false
	}
	f, err := m.answer()
	if answer, ok := f.(*wire.Share); ok && err == nil {
		tag, bad := c.Answer(answer.Element)
		if bad != nil || m.send(&wire.Proof{Tag: tag}) != nil {
			return false
		}
		f, err = m.answer()
	}
	if err != nil {
		return false
	}
	switch f := f.(type) {
	case *wire.Proof:
		g.right.Add(1)
	case *wire.Denied:
		if f.Reason == wire.DeniedWrong {
			g.wrong.Add(1)
		} else {
			g.busy.Add(1)
		}
	}
	return true
}

// guessCodes has hundreds try codes, from many addresses, while the host's person opens
// one invitation after the other.
func guessCodes(a *assault) {
	_, code := a.invited(" all")
	begun := time.Now()
	a.all.Go(func() {
		for a.pause(2 * time.Second) {
			a.invited("")
		}
	})
	var g guesses
	var next atomic.Int64
	a.exchanges(200, 200, func(m *exchanger) {
		for !a.over() {
			n := int(next.Add(1)) % 1_000_000
			if n == number(code) {
				continue // that would be luck
			}
			if !m.guess(fmt.Sprintf("%06d", n), &g) {
				return
			}
		}
	})
	g.judge(a, time.Since(begun))
}

func number(code string) (n int) {
	_, _ = fmt.Sscan(code, &n)
	return n
}

// leaveExchanges has hundreds begin exchanges that they do not end, and looks whether
// whoever has the link still comes in.
func leaveExchanges(a *assault) {
	token, _ := a.invited(" all")
	a.all.Go(func() {
		a.pause(*lasts / 3)
		a.eventually("somebody with the link", func(n int) bool {
			h := newHello("has the link")
			h.Token = token
			_, leave, err := a.join(5000+n, a.identity(), h)
			if err == nil {
				leave()
			}
			return err == nil
		})
	})
	a.exchanges(200, 200, func(m *exchanger) {
		_, share, err := m.share("000000")
		if err != nil || m.send(share) != nil {
			return
		}
		if _, err := m.answer(); err == nil && a.attempts.Load()%2 == 0 {
			stay(m.Conn)
		}
	})
}

// garbleExchanges has hundreds say what no Confab says in an exchange.
func garbleExchanges(a *assault) {
	a.invited(" all")
	begun := time.Now()
	var g guesses
	a.exchanges(200, 200, func(m *exchanger) {
		var share wire.Share
		var proof wire.Proof
		_, _ = rand.Read(share.Element[:])
		_, _ = rand.Read(proof.Tag[:])
		_, right, err := m.share("000000")
		if err != nil {
			return
		}
		switch a.attempts.Load() % 8 {
		case 0: // which most probably is no element
			err = m.send(&share)
		case 1: // the neutral one
			err = m.raw(36, wire.TypeShare, append([]byte{0xa1, 0x01, 0x58, 0x20}, make([]byte, 32)...))
		case 2:
			err = m.send(&proof)
		case 3:
			err = m.send(right, right)
		case 4:
			err = m.send(&wire.Denied{Reason: wire.DeniedWrong})
		case 5:
			err = m.raw(3, wire.TypeProof, []byte{0xa1, 0x01, 0x40})
		case 6:
			err = m.raw(wire.FirstFrameBytes+1, wire.TypeShare, share.Element[:])
		default: // a guess by tag
			if err = m.send(right); err != nil {
				return
			}
			if f, err := m.answer(); err != nil || f.Type() != wire.TypeShare || m.send(&proof) != nil {
				return
			}
			switch f, _ := m.answer(); f := f.(type) {
			case *wire.Proof:
				g.right.Add(1)
			case *wire.Denied:
				if f.Reason == wire.DeniedWrong {
					g.wrong.Add(1)
				}
			}
			return
		}
		for err == nil {
			var f wire.Frame
			if f, err = m.answer(); err == nil && f.Type() == wire.TypeProof {
				g.right.Add(1)
			}
		}
	})
	g.judge(a, time.Since(begun))
}

// replayTokens has hundreds come with tokens of invitations that are used or over, with
// others that never were, and all at once with one that is for one.
func replayTokens(a *assault) {
	used, _ := a.invited("")
	if _, leave, err := a.join(5000, a.identity(), withToken(used)); err != nil {
		a.fail("whoever has an invitation is not let in: %v", err)
	} else {
		leave()
	}
	expired, _ := a.invited(" all")
	for range 3 {
		a.invited(" all") // and closes the one before
	}
	open, _ := a.invited("")
	var came atomic.Int64
	reasons := map[wire.ByeReason]string{
		wire.ByeInvitationUsed: "used", wire.ByeInvitationExpired: "over", wire.ByeInvitationWrong: "made up",
	}
	var told [3]atomic.Int64
	a.callers(200, 300, func(m *caller) {
		n := int(a.attempts.Load()) % 4
		token, want := open, wire.ByeReason(0)
		switch n {
		case 0:
			token, want = used, wire.ByeInvitationUsed
		case 1:
			token, want = expired, wire.ByeInvitationExpired
		case 2: // one bit off
			token[int(a.attempts.Load())/4%len(token)] ^= 1 << (a.attempts.Load() % 8)
			want = wire.ByeInvitationWrong
		}
		if m.send(withToken(token)) != nil {
			return
		}
		_ = m.SetReadDeadline(time.Now().Add(patience))
		for {
			switch f, err := m.r.Next(); f := f.(type) {
			case *wire.Welcome:
				if f.State != wire.Member {
					continue
				}
				if want != 0 {
					a.fail("whoever has a token that is %s is let in", reasons[want])
				}
				if n := came.Add(1); n > 1 {
					a.fail("%d came by an invitation for one", n)
				}
				return
			case *wire.Bye:
				if want != 0 && reasons[f.Reason] != "" && f.Reason != want {
					a.fail("a token that is %s is told to be %s", reasons[want], reasons[f.Reason])
				}
				if f.Reason == want {
					told[n].Add(1)
				}
				return
			default:
				if err != nil {
					return
				}
			}
		}
	})
	if came.Load() != 1 {
		a.fail("%d came by an invitation for one", came.Load())
	}
	for i, n := range []string{"used", "expired", "made up"} {
		if told[i].Load() == 0 {
			a.fail("nobody was told that the token is %s", n)
		}
	}
}

func withToken(token wire.Token) *wire.Hello {
	h := newHello("has a token")
	h.Token = token
	return h
}
