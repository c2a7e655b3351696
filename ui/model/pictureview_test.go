package model

import (
	"testing"

	"confab/transport"
)

// gallery is a room with pictures among messages; the stage takes what is loaded when drain
// is called.
type gallery struct {
	*stage
	t    *testing.T
	talk transport.TalkID
}

func newGallery(t *testing.T) *gallery {
	st, room, _, _ := inRoom(t)
	return &gallery{st, t, room.Talk()}
}

// says has so many messages be said, and then one with a file, or none if that is nil.
func (g *gallery) says(texts int, f *transport.File) (id transport.MessageID) {
	for i := range texts + 1 {
		m := transport.Message{ID: g.dialer.NewID(), Kind: transport.Incoming, Peer: 2, Name: "Marta", Text: "hello"}
		if i == texts {
			if f == nil {
				break
			}
			m.File = f
		}
		id = m.ID
		g.dialer.Say(g.talk, m)
	}
	g.drain()
	return id
}

func (g *gallery) picture(texts int, name string) transport.MessageID {
	f := jpg(name)
	return g.says(texts, &f)
}

// shows expects a picture to be shown large; zero is none.
func (g *gallery) shows(want transport.MessageID) {
	g.t.Helper()
	sound(g.t, g.stage)
	var got transport.MessageID
	if r := g.ViewedPicture(); r != nil {
		got = r.message.ID
	}
	if got != want {
		g.t.Fatalf("shown is %v, not %v", got, want)
	}
}

// turns goes to the picture beside and loads what that needs.
func (g *gallery) turns(by int, want transport.MessageID, none bool) {
	g.t.Helper()
	g.TurnPicture(by)
	g.drain()
	g.shows(want)
	if may, looking, ended := g.PictureTurn(by); looking || ended != none || none && may {
		g.t.Errorf("turned by %d: may %v, looking %v, ended %v", by, may, looking, ended)
	}
}

func TestPicturesBesideEachOther(t *testing.T) {
	g := newGallery(t)
	first := g.picture(0, "1.jpg")
	text := g.says(2, nil)
	second := g.picture(1, "2.jpg")
	none := transport.MessageID{}
	g.ViewPicture(text)
	g.shows(none)
	g.TurnPicture(1)
	g.ViewPicture(first)
	g.shows(first)
	g.turns(1, second, false)
	g.turns(1, second, true)
	g.turns(-1, first, false)
	g.turns(-1, first, true)
	g.turns(1, second, false)

	g.SetTab(ServerTab)
	g.shows(none)
	g.SetTab(ClientTab)
	g.ViewPicture(second)
	g.dialer.Amend(g.talk, g.ViewedPicture().Place, func(m *transport.Message) { m.Text, m.Deleted, m.File = "", true, nil })
	g.drain()
	g.shows(none)
	g.ViewPicture(first)
	g.LeavePicture()
	g.shows(none)
}

func TestPicturesBesideAreLoaded(t *testing.T) {
	g := newGallery(t)
	first := g.picture(30, "1.jpg")
	second := g.picture(3*maxRows, "2.jpg")
	g.says(maxRows, nil)
	third := g.picture(10, "3.jpg")
	last := g.picture(5, "4.jpg")
	if talk := g.Client.Talk(); talk.byID(second) != nil {
		t.Fatalf("all of %d rows are loaded", talk.Len())
	}
	g.ViewPicture(last)
	g.shows(last)
	g.turns(-1, third, false)

	g.TurnPicture(-1)
	if _, looking, _ := g.PictureTurn(-1); !looking {
		t.Error("it is not said that it is looked for")
	}
	if r := g.ViewedPicture(); r == nil || r.message.ID != third {
		t.Error("the picture is not shown until the other is there")
	}
	g.shows(second)
	if goal := g.Client.Talk().Goal(); goal == 0 || g.Client.Talk().Len() > 2*maxRows {
		t.Errorf("the view is to go to %d of %d rows", goal, g.Client.Talk().Len())
	}
	g.turns(-1, first, false)
	g.turns(-1, first, true)
	g.turns(1, second, false)
	g.turns(1, third, false)
	g.turns(1, last, false)
	g.turns(1, last, true)

	t.Run("who leaves meanwhile stays out", func(t *testing.T) {
		g.ViewPicture(last)
		g.TurnPicture(-1)
		g.TurnPicture(-1)
		g.LeavePicture()
		g.drain()
		g.shows(transport.MessageID{})
	})
}
