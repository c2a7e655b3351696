//go:build !race

package model

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"confab/transport"
	"confab/ui/internal/words"
)

// A random walk over what happens in talks of members, as a host and as a guest.
func TestWalkAmongMembers(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(seed, 2))
			st := withFolder()
			st.Model.cfg.Prepare = func(AttachTo, string) {}
			st.StartServer()
			st.SetTab(ClientTab)
			st.ConnectTo("h:1")
			st.dialer.joined()
			st.drain()
			var trail []string
			for step := range 2500 {
				name := walkAmongMembers(st, rnd)
				if trail = append(trail, name); len(trail) > 25 {
					trail = trail[1:]
				}
				err := broken(st)
				if err == nil && step%50 == 49 {
					st.drain()
					if err = broken(st); err == nil {
						err = settled(st)
					}
				}
				if err != nil {
					t.Fatalf("step %d: %v\nafter %s", step, err, strings.Join(trail, ", "))
				}
			}
		})
	}
}

// walkAmongMembers does one thing and returns its name.
func walkAmongMembers(st *stage, rnd *rand.Rand) string {
	f, hosts := st.host.common(), rnd.IntN(2) != 0
	if !hosts {
		f = st.dialer.common()
	}
	pick := func() transport.PeerID {
		if len(f.Peers()) == 0 || hosts && rnd.IntN(3) == 0 {
			return everyone
		}
		return f.Peers()[rnd.IntN(len(f.Peers()))].ID
	}
	peer, who, text := pick(), pick(), strange[rnd.IntN(len(strange))]
	talk := peer.Talk()
	members := (hosts && talk == transport.Everyone || f.peer(peer).Kind == transport.Member) && f.peer(who).ID != 0
	place := func(talk transport.TalkID) transport.Place {
		if all := f.Messages(talk); len(all) > 0 && rnd.IntN(10) > 0 {
			return all[rnd.IntN(len(all))].Place
		}
		return one(uint64(rnd.IntN(100)))
	}
	row := func() uint64 { return st.someRow(rnd) }
	own := st.openTalk()
	steps := []struct {
		name string
		do   func()
	}{
		{"page of the server", func() { st.ShowServerPage(ServerPage(rnd.IntN(3))) }},
		{"invite", func() { st.InviteFor(rnd.IntN(2) == 0) }},
		{"end the invitation", func() { st.EndInvitation() }},
		{"invitee", func() {
			if len(st.host.Peers()) < 30 && st.Server.Inviting().Link != "" {
				st.host.Invitee(text)
			}
		}},
		{"invitation expires", func() { st.host.ExpireInvite() }},
		{"speak", func() {
			for range 1 + rnd.IntN(30) {
				if members {
					f.Speak(talk, who, text)
				}
			}
		}},
		{"amend", func() {
			at := place(talk)
			i := slices.IndexFunc(f.Messages(talk), func(m transport.Message) bool { return m.Place == at })
			if !members || i < 0 || f.Messages(talk)[i].ID == (transport.MessageID{}) {
				return
			}
			f.Amend(talk, at, func(m *transport.Message) {
				switch rnd.IntN(3) {
				case 0:
					m.Text, m.Edited = text, true
				case 1:
					m.Text, m.Deleted, m.Reactions = "", true, nil
				default:
					m.Reactions = append(slices.Clone(m.Reactions), transport.Reaction{Text: text, Count: 1})
				}
			})
		}},
		{"store", func() { f.Store(talk) }},
		{"refuse", func() { f.refuse(talk) }},
		{"mark", func() {
			if n := f.Marks(talk).Last.Seq; members && n > 0 {
				marks := f.Marks(talk)
				upTo := func(most uint64) transport.Place {
					return transport.Place{Era: marks.Last.Era, Seq: rnd.Uint64N(most + 1)}
				}
				marks.Seen = later(marks.Seen, upTo(n))
				marks.News = rnd.IntN(int(n) + 1)
				marks.Got = later(marks.Got, upTo(n))
				marks.Read = later(marks.Read, upTo(marks.Got.Seq))
				f.Mark(talk, marks)
			}
		}},
		{"renew", func() {
			if members && rnd.IntN(4) == 0 {
				f.Renew(talk)
			}
		}},
		{"typing", func() {
			if members {
				f.Types(talk, who)
			}
		}},
		{"presence", func() {
			switch p := f.peer(who); {
			case p.Kind != transport.Member || p.Server == 0 && !hosts:
			case p.Here && hosts:
				st.host.Part(who, transport.PeerClosed)
			case hosts:
				st.host.Back(who)
			case p.Here:
				st.dialer.Goes(who)
			default:
				st.dialer.Comes(who)
			}
		}},
		{"asks", func() {
			if hosts && len(f.Peers()) < 20 {
				st.host.member(text, true, func(p *transport.Peer) { p.Asking = rnd.IntN(2) == 0 })
			}
		}},
		{"lose", func() {
			if rnd.IntN(5) == 0 {
				f.lose()
			}
		}},
		{"wait", func() {
			if _, here := st.dialer.Server(); here {
				st.dialer.wait(time.Duration(rnd.IntN(9000)) * time.Millisecond)
			}
		}},
		{"back", func() { st.dialer.Again() }},
		{"time", func() { st.clock = st.clock.Add(time.Duration(rnd.IntN(9000)) * time.Millisecond); st.Tick() }},
		{"drain", st.drain},
		{"drain", st.drain},
		{"tab", func() { st.SetTab(Tab(rnd.IntN(2))) }},
		{"select", func() { st.Select(peer) }},
		{"select", func() { st.Select(peer) }},
		{"focus", func() { st.Focus(rnd.IntN(2) == 0) }},
		{"narrow", func() { st.SetNarrow(rnd.IntN(2) == 0) }},
		{"draft", func() { st.SetDraft(text) }},
		{"send", func() { sendChecked(st) }},
		{"send", func() { sendChecked(st) }},
		{"reply", func() { st.Reply(row()) }},
		{"edit", func() { st.Edit(row()) }},
		{"cancel", st.CancelAside},
		{"delete", func() { st.Delete(row()) }},
		{"react", func() { st.React(row(), "👍") }},
		{"discard", func() { st.Discard(uint64(rnd.IntN(5))) }},
		{"saw", func() { st.Saw(row()) }},
		{"top", st.NearTop},
		{"near end", st.NearEnd},
		{"at end", func() { st.AtEnd(rnd.IntN(2) == 0) }},
		{"to end", st.ToEnd},
		{"go to", func() { st.GoTo(place(own)) }},
		{"reached", st.Reached},
		{"search", func() { st.OpenSearch(); st.SetQuery([]string{"e", "你", "long", ""}[rnd.IntN(4)]) }},
		{"next", func() { st.NextHit(rnd.IntN(3) - 1) }},
		{"end search", st.CloseSearch},
		{"accept", func() { st.Accept(who) }},
		{"decline", func() { st.Decline(who) }},
		{"remove", func() {
			if rnd.IntN(4) == 0 {
				st.Remove(who)
			}
		}},
		{"members", st.OpenMembers},
		{"find", func() { st.FindMembers([]string{"e", "你", "long", ""}[rnd.IntN(4)]) }},
		{"no members", st.CloseMembers},
		{"attach", func() {
			if to, ok := st.AttachHere(); ok {
				st.Attach(to, LocalFile{Path: "/a/" + text, Bytes: int64(rnd.IntN(1e6)), Folder: rnd.IntN(3) == 0, Unread: rnd.IntN(5) == 0}, LocalFile{Path: text})
			}
		}},
		{"look at files", func() {
			for _, p := range st.Active().people {
				for _, a := range slices.Clone(p.attached) {
					f := Prepared{Path: a.Path, Picture: rnd.IntN(3) > 0}
					if f.Picture && rnd.IntN(2) == 0 {
						f.Cleaned = "/data" + a.Path
					}
					st.Prepared(AttachTo{tab: st.Tab(), peer: p.ID}, f)
				}
			}
		}},
		{"as files", func() { st.SetAllAsFile(rnd.IntN(2) == 0) }},
		{"answer about pictures", func() {
			if rnd.IntN(2) == 0 {
				st.OfferPictures()
			} else {
				st.DropPictures()
			}
		}},
		{"detach", func() {
			if all := st.Attached(); len(all) > 0 {
				st.Detach(all[rnd.IntN(len(all))].Path)
			}
		}},
		{"transfer", func() {
			if members {
				f.Transfer(talk, transport.Transfer{ID: transport.MessageID{byte(rnd.IntN(9))}, State: transport.TransferState(rnd.IntN(6)),
					Active: rnd.IntN(2) == 0, Bytes: rnd.Int64N(100), Of: rnd.Int64N(100), Path: "/a/" + text, Reader: who * transport.PeerID(rnd.IntN(2))})
			}
		}},
		{"transfers", st.OpenTransfers},
		{"no transfers", st.CloseTransfers},
		{"clear transfers", st.ClearTransfers},
		{"act on a transfer", func() { st.ActOnTransfer(transport.MessageID{byte(rnd.IntN(9))}, FileAction(rnd.IntN(7))) }},
		{"words", func() { st.AskWords(who) }},
		{"same", func() { st.EndVerifying(rnd.IntN(2) == 0) }},
		{"language", func() { st.SetLanguage(words.Languages[rnd.IntN(3)]) }},
	}
	step := steps[rnd.IntN(len(steps))]
	step.do()
	return step.name
}

// someRow is the Local key of a row of the open talk, or of none.
func (st *stage) someRow(rnd *rand.Rand) uint64 {
	i := uint64(rnd.IntN(300))
	if t := st.Active().Talk(); t != nil && t.Len() > 0 {
		return t.At(0).Local + i
	}
	return 0
}

// openTalk is the talk that is open on the open tab.
func (st *stage) openTalk() transport.TalkID {
	if p := st.Active().Selected(); p != nil {
		return p.Talk()
	}
	return transport.Everyone
}
