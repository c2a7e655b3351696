//go:build unix

package core

import (
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"
)

// onlooker is a member who waits for a change of a message.
type onlooker struct {
	*party
	client *Client
	room   TalkID
	change atomic.Pointer[awaited]
	shown  chan<- struct{}
}

// awaited is the text that a message, or a reaction to it, is to have.
type awaited struct {
	message MessageID
	text    string
}

func (o *onlooker) take(ev Event) {
	if ev.Kind != Updated { // those are many
		o.sink(ev)
		return
	}
	want := o.change.Load()
	m := ev.Message()
	if want == nil || m.ID != want.message {
		return
	}
	if m.Text == want.text || slices.ContainsFunc(m.Reactions, func(r Reaction) bool { return r.Text == want.text }) {
		o.change.Store(nil)
		o.shown <- struct{}{}
	}
}

// BenchmarkChange is from when the host edits a message or reacts to it until the
// last of 50 members, each a Client with a disk of its own in this process, has it
// so. The message answers another one and has reactions of others. A number of
// changes is measured, whatever -benchtime says.
func BenchmarkChange(b *testing.B) {
	const members, reactions, changes = 50, 10, 60
	host, server, addr := hostParty(b, nil)
	shown := make(chan struct{}, members)
	onlookers := make([]*onlooker, members)
	for i := range onlookers {
		o := &onlooker{party: newParty(b), shown: shown}
		options := o.options(fmt.Sprintf("member %d", i))
		options.Sink = o.take
		o.client = NewClient(options)
		b.Cleanup(o.client.Close)
		o.client.Join(addr)
		ev, _ := o.wait(b, 0, "Connected", func(ev Event) bool { return ev.Kind == Connected && ev.Peer.Addr == addr })
		o.room = ev.Talk()
		onlookers[i] = o
	}
	onlookers[0].client.Send(onlookers[0].room, "shall we meet, or rather not?")
	asked := host.said(b, Everyone, "shall we meet, or rather not?").ID
	said := 0
	measure := func(b *testing.B, change func(id MessageID, text string)) {
		said++
		answer := fmt.Sprintf("we shall, I say for the %d. time", said)
		server.Post(Everyone, Draft{Text: answer, ReplyTo: asked})
		id := host.said(b, Everyone, answer).ID
		for i, o := range onlookers {
			o.said(b, o.room, answer)
			if i < reactions {
				o.client.React(o.room, id, fmt.Sprint(i%5))
			}
		}
		host.wait(b, 0, "all reactions", func(ev Event) bool {
			n := 0
			for _, r := range ev.Message().Reactions {
				n += r.Count
			}
			return ev.Kind == Updated && ev.Message().ID == id && n == reactions
		})
		var took []time.Duration
		before := cpuTime()
		for i := range changes {
			want := &awaited{id, fmt.Sprintf("change %d", i)}
			for _, o := range onlookers {
				o.change.Store(want)
			}
			begun := time.Now()
			change(id, want.text)
			for range members {
				<-shown
			}
			took = append(took, time.Since(begun))
		}
		used := cpuTime() - before
		for range b.N { // what was measured above is reported whole
		}
		slices.Sort(took)
		b.ReportMetric(milliseconds(took[len(took)/2]), "ms/median")
		b.ReportMetric(milliseconds(took[len(took)*99/100]), "ms/p99")
		b.ReportMetric(milliseconds(used)/changes, "cpu-ms")
		b.ReportMetric(0, "ns/op")
	}
	b.Run("edit", func(b *testing.B) {
		measure(b, func(id MessageID, text string) { server.Edit(Everyone, id, text) })
	})
	b.Run("reaction", func(b *testing.B) {
		measure(b, func(id MessageID, text string) { server.React(Everyone, id, text) })
	})
}
