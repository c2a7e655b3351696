package ui

import (
	"testing"
	"time"

	"confab/transport"
	"confab/ui/internal/uitest"
	"confab/ui/model"
)

// roomy is a client in a room, in the middle of a talk.
func roomy(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
	s := homely(t, size, w)
	s.model.SetTab(model.ClientTab)
	s.model.ConnectTo(w.at)
	s.Frame()
	d := s.dialer
	room, host, other := d.joined(w)
	s.Frame()
	d.Speak(room.Talk(), host, w.all)
	s.later(time.Minute)
	asked := d.Speak(room.Talk(), other, w.ask)
	*d.lose = true // so that it is seen where its page is loaded
	d.Update(room.Talk(), asked, func(m *transport.Message) { m.Reactions = []transport.Reaction{{Text: "+1", Count: 2}} })
	*d.lose = false
	s.Frame()
	say := func(text string) {
		s.model.SetDraft(text)
		if !s.model.Send() {
			t.Fatal(s.model.ComposerError())
		}
		s.Frame()
	}
	s.later(time.Minute)
	s.model.Reply(s.key(asked))
	say(w.good)
	stored(d.Fake)
	s.later(time.Minute)
	answered := d.Speak(room.Talk(), other, w.answer)
	s.Frame()
	s.model.React(s.key(answered), "+1")
	say(w.more)
	stored(d.Fake)
	s.later(2 * time.Minute)
	say(w.plan)
	stored(d.Fake)
	s.Frame()
	talk := s.model.Client.Talk()
	s.model.Edit(talk.At(talk.Len() - 1).Local)
	say(w.thanks)
	gone := d.Speak(room.Talk(), host, w.late)
	d.Update(room.Talk(), gone, func(m *transport.Message) { m.Text, m.Deleted = "", true })
	s.later(time.Minute)
	say(w.draft)
	d.Mark(room.Talk(), transport.Marks{Got: one(7), Read: one(4), Seen: one(12), Last: one(12)})
	d.Types(room.Talk(), other)
	s.Frame()
	s.Frame()
	return s
}
